package org.subaccounts.platform.eventstore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * An event as read from the log, its payload upcast to the current version of its type.
 * {@code type} is "namespace.Name", {@code tags} are "key=value". Read the payload with {@link EventJson#read}.
 */
public record StoredEvent(
        long txid,
        long position,
        String eventId,
        String type,
        String version,
        Instant time,
        ObjectNode payload,
        Map<String, String> metadata,
        Set<String> tags) {

    /** Where this event lies in the log: reading after it gives its successor. */
    public TailPosition tailPosition() {
        return new TailPosition(txid, position);
    }
}
