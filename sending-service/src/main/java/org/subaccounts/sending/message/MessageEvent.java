package org.subaccounts.sending.message;

import java.util.Map;
import java.util.UUID;
import org.subaccounts.platform.eventstore.OutboxEvent;

/** What happens to a message, as it is stored in the outbox. Private to this service; published by the outbound mapping. */
public sealed interface MessageEvent {
    String SENT = "sending.MessageSent";
    String DELIVERED = "sending.MessageDelivered";
    String DEFERRED = "sending.MessageDeferred";
    String BOUNCED = "sending.MessageBounced";
    String FAILED = "sending.MessageFailed";

    UUID accountId();

    String messageId();

    String domain();

    /** Accepted. */
    record MessageSent(UUID accountId, String messageId, String domain) implements MessageEvent {}

    /** Taken over by the relay. */
    record MessageDelivered(UUID accountId, String messageId, String domain, int attempt) implements MessageEvent {}

    /** Refused for now; will be tried again. */
    record MessageDeferred(UUID accountId, String messageId, String domain, int attempt, String reason)
            implements MessageEvent {}

    /** Refused for good by the relay. */
    record MessageBounced(UUID accountId, String messageId, String domain, int attempt, String reason)
            implements MessageEvent {}

    /** Given up. */
    record MessageFailed(UUID accountId, String messageId, String domain, int attempt, String reason)
            implements MessageEvent {}

    /** In the form that the outbox takes; names and versions never follow the class names. */
    default OutboxEvent toOutbox(Map<String, String> metadata) {
        String type =
                switch (this) {
                    case MessageSent _ -> SENT;
                    case MessageDelivered _ -> DELIVERED;
                    case MessageDeferred _ -> DEFERRED;
                    case MessageBounced _ -> BOUNCED;
                    case MessageFailed _ -> FAILED;
                };
        return new OutboxEvent(type, "1", this, metadata);
    }
}
