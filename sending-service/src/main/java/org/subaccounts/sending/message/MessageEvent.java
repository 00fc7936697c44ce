package org.subaccounts.sending.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.OutboxEvent;

/**
 * What happens to a message, as it is stored in the outbox. Private to this service; published by the outbound mapping.
 * Those of earlier builds have no recipient domain and no tags.
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

    About about();

    /** The message, and what statistics group by: stored with the event's own fields, side by side. */
    record About(
            UUID accountId,
            String messageId,
            String domain,
            @Nullable String recipientDomain,
            List<String> tags,
            boolean sandbox) {
        public About {
            tags = tags == null ? List.of() : List.copyOf(tags);
        }

        public About(UUID accountId, MessageId id, String recipientDomain, List<String> tags, boolean sandbox) {
            this(accountId, id.toString(), id.senderDomain(), recipientDomain, tags, sandbox);
        }
    }

    /** Accepted. */
    record MessageSent(@JsonUnwrapped About about) implements MessageEvent {}

    /** Taken over by the relay; {@code deliveryMillis} after it was accepted, or was to be sent first. */
    record MessageDelivered(
            @JsonUnwrapped About about,
            int attempt,
            @Nullable Long deliveryMillis) implements MessageEvent {}

    /** Refused for now; will be tried again. {@code first}: for the first time; unknown of earlier builds. */
    record MessageDeferred(
            @JsonUnwrapped About about,
            int attempt,
            String reason,
            @Nullable Boolean first) implements MessageEvent {}

    /** Refused for good, by the relay or later by the receiver. */
    record MessageBounced(
            @JsonUnwrapped About about,
            int attempt,
            String reason,
            @Nullable String classification) implements MessageEvent {}

    /** Given up. */
    record MessageFailed(@JsonUnwrapped About about, int attempt, String reason) implements MessageEvent {}

    /** Never attempted: its recipient is suppressed. */
    record MessageSuppressed(@JsonUnwrapped About about) implements MessageEvent {}

    /** The tracking image was loaded; {@code first}: for the first time. */
    record MessageOpened(@JsonUnwrapped About about, boolean first) implements MessageEvent {}

    /** A link was followed; {@code first}: the first of any of the message's links. */
    record MessageClicked(@JsonUnwrapped About about, String url, boolean first) implements MessageEvent {}

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
}
