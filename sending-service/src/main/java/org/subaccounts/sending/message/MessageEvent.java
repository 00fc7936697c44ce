package org.subaccounts.sending.message;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.OutboxEvent;

/**
 * What happens to a message, as it is stored in the outbox. Private to this service; published by the outbound mapping.
 * Each tells of itself what statistics group by; those of earlier builds have no recipient domain and no tags.
 */
public sealed interface MessageEvent {
    String SENT = "sending.MessageSent";
    String DELIVERED = "sending.MessageDelivered";
    String DEFERRED = "sending.MessageDeferred";
    String BOUNCED = "sending.MessageBounced";
    String FAILED = "sending.MessageFailed";
    String SUPPRESSED = "sending.MessageSuppressed";
    String OPENED = "sending.MessageOpened";
    String CLICKED = "sending.MessageClicked";

    UUID accountId();

    String messageId();

    String domain();

    @Nullable String recipientDomain();

    List<String> tags();

    boolean sandbox();

    /** Accepted. */
    record MessageSent(
            UUID accountId,
            String messageId,
            String domain,
            @Nullable String recipientDomain,
            List<String> tags,
            boolean sandbox)
            implements MessageEvent {
        public MessageSent {
            tags = known(tags);
        }
    }

    /** Taken over by the relay; {@code deliveryMillis} after it was accepted, or was to be sent first. */
    record MessageDelivered(
            UUID accountId,
            String messageId,
            String domain,
            @Nullable String recipientDomain,
            List<String> tags,
            boolean sandbox,
            int attempt,
            @Nullable Long deliveryMillis)
            implements MessageEvent {
        public MessageDelivered {
            tags = known(tags);
        }
    }

    /** Refused for now; will be tried again. */
    record MessageDeferred(
            UUID accountId,
            String messageId,
            String domain,
            @Nullable String recipientDomain,
            List<String> tags,
            boolean sandbox,
            int attempt,
            String reason)
            implements MessageEvent {
        public MessageDeferred {
            tags = known(tags);
        }
    }

    /** Refused for good, by the relay or later by the receiver. */
    record MessageBounced(
            UUID accountId,
            String messageId,
            String domain,
            @Nullable String recipientDomain,
            List<String> tags,
            boolean sandbox,
            int attempt,
            String reason,
            @Nullable String classification)
            implements MessageEvent {
        public MessageBounced {
            tags = known(tags);
        }
    }

    /** Given up. */
    record MessageFailed(
            UUID accountId,
            String messageId,
            String domain,
            @Nullable String recipientDomain,
            List<String> tags,
            boolean sandbox,
            int attempt,
            String reason)
            implements MessageEvent {
        public MessageFailed {
            tags = known(tags);
        }
    }

    /** Never attempted: its recipient is suppressed. */
    record MessageSuppressed(
            UUID accountId,
            String messageId,
            String domain,
            @Nullable String recipientDomain,
            List<String> tags,
            boolean sandbox)
            implements MessageEvent {
        public MessageSuppressed {
            tags = known(tags);
        }
    }

    /** The tracking image was loaded; {@code first}: for the first time. */
    record MessageOpened(
            UUID accountId,
            String messageId,
            String domain,
            @Nullable String recipientDomain,
            List<String> tags,
            boolean sandbox,
            boolean first)
            implements MessageEvent {
        public MessageOpened {
            tags = known(tags);
        }
    }

    /** A link was followed; {@code first}: the first of any of the message's links. */
    record MessageClicked(
            UUID accountId,
            String messageId,
            String domain,
            @Nullable String recipientDomain,
            List<String> tags,
            boolean sandbox,
            String url,
            boolean first)
            implements MessageEvent {
        public MessageClicked {
            tags = known(tags);
        }
    }

    /** In the form that the outbox takes; names and versions never follow the class names. */
    default OutboxEvent toOutbox(Map<String, String> metadata) {
        String type =
                switch (this) {
                    case MessageSent _ -> SENT;
                    case MessageDelivered _ -> DELIVERED;
                    case MessageDeferred _ -> DEFERRED;
                    case MessageBounced _ -> BOUNCED;
                    case MessageFailed _ -> FAILED;
                    case MessageSuppressed _ -> SUPPRESSED;
                    case MessageOpened _ -> OPENED;
                    case MessageClicked _ -> CLICKED;
                };
        return new OutboxEvent(type, "1", this, metadata);
    }

    private static List<String> known(@Nullable List<String> tags) {
        return tags == null ? List.of() : List.copyOf(tags);
    }
}
