package org.subaccounts.platform.eventstore;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Turns stored JSON of one event type from one version into the next. Pure; may change and return its argument.
 * Upcasters of one type form a chain, applied whenever an event is read; the last target is the current version.
 */
public interface EventUpcaster {
    /** The stored type, "namespace.Name". */
    String type();

    String fromVersion();

    String toVersion();

    ObjectNode upcast(ObjectNode payload);
}
