package org.subaccounts.platform.eventstore;

/**
 * How much is done at once.
 *
 * @param lanes groups at a time, at most: a second only when one does not suffice
 * @param weight of one group, at most; an item that is heavier goes alone
 */
public record GroupBounds(int lanes, int weight) {}
