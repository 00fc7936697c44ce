package org.subaccounts.platform.eventstore;

import java.util.Map;

/**
 * An event of state-stored code: appended without tags and without locks, found only by the tail.
 * {@code type} is "namespace.Name"; {@code payload} is written as JSON object.
 */
public record OutboxEvent(String type, String version, Object payload, Map<String, String> metadata) {}
