package org.subaccounts.platform.eventstore;

/**
 * Payload of an event message that was read from the store and is not converted to a class yet: JSON text of the given
 * type and version (already upcast).
 */
public record StoredPayload(String type, String version, String json) {}
