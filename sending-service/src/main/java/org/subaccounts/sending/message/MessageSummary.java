package org.subaccounts.sending.message;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What happened to a message, without its content. */
@Schema(name = "MessageSummary")
public record MessageSummary(
        @Schema(enumeration = "message") String object,

        @Schema(description = "When it was accepted.") Instant createdAt,

        Instant updatedAt,

        @Schema(description = "When the attempt that decided about it ended; null before, and for what was never sent.")
        @Nullable Instant sentAt,

        @Nullable Instant deliveredAt,

        @Schema(description = "Until then it can be read; its content may be deleted earlier.")
        Instant retainUntil,

        @Schema(enumeration = {"inbound", "outbound"}) String direction,
        boolean isBounceNotification,

        @Schema(description = "Why it bounced; empty if it did not.")
        String bounceClassification,

        @Schema(description = "What each attempt came to, the first one first.")
        List<DeliveryEvent> deliveryAttempts,

        @Schema(description = "Its Message-ID header.") String messageId,

        @Schema(format = "uuid") @Nullable UUID id,
        String subject,
        List<String> tags,
        @Schema(format = "email") String sender,
        @Schema(format = "email") String recipient,

        @Schema(
                description =
                        "`Received`, `Delivered`, `Deferred`, `Bounced`, `Failed` or `Suppressed`, with `Sandbox` in"
                                + " front where that was only pretended; `Cancelled` by request, `Dropped` with its"
                                + " account.")
        String status,

        int numAttempts,
        int clickCount,
        int openCount,

        @Schema(description = "Of a bounce notification; there are none so far.") @Nullable Long referenceMessageId,

        UUID domainId,
        UUID accountId) {
    public MessageSummary {
        deliveryAttempts = List.copyOf(deliveryAttempts);
        tags = List.copyOf(tags);
    }

    /** One attempt; {@code log}: what the receiving server said. */
    @Schema(name = "DeliveryEvent")
    public record DeliveryEvent(Instant time, String log, String status) {}
}
