package org.subaccounts.sending.message.get;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import jakarta.mail.internet.MimeMessage;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.message.MessageSummary;

/** A message with its content: that of {@link MessageSummary}, and what was sent; the content is encoded while it is written. */
@Schema(name = "Message")
public record MessageDetails(
        @Schema(enumeration = "message") String object,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant sentAt,
        @Nullable Instant deliveredAt,
        Instant retainUntil,
        @Schema(enumeration = {"inbound", "outbound"}) String direction,
        boolean isBounceNotification,
        String bounceClassification,
        List<MessageSummary.DeliveryEvent> deliveryAttempts,
        String messageId,
        @Schema(format = "uuid") @Nullable UUID id,
        String subject,
        List<String> tags,
        @Schema(format = "email") String sender,
        @Schema(format = "email") String recipient,
        String status,
        int numAttempts,
        int clickCount,
        int openCount,
        @Nullable Long referenceMessageId,
        UUID domainId,
        UUID accountId,

        @Schema(
                type = SchemaType.STRING,
                implementation = String.class,
                description =
                        "As it is sent (RFC 5322), without the DKIM signature; absent when the content is not kept any"
                                + " more.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JsonSerialize(using = MailText.class)
        @Nullable MimeMessage content,

        @Schema(description = "The same taken apart; absent when the content is not kept any more.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable ParsedContent contentParsed) {
    public MessageDetails {
        deliveryAttempts = List.copyOf(deliveryAttempts);
        tags = List.copyOf(tags);
    }

    /** What of a message is kept no longer than its content. */
    record Content(MimeMessage mail, ParsedContent parsed) {}

    static MessageDetails of(MessageSummary summary, @Nullable Content content) {
        return new MessageDetails(
                summary.object(),
                summary.createdAt(),
                summary.updatedAt(),
                summary.sentAt(),
                summary.deliveredAt(),
                summary.retainUntil(),
                summary.direction(),
                summary.isBounceNotification(),
                summary.bounceClassification(),
                summary.deliveryAttempts(),
                summary.messageId(),
                summary.id(),
                summary.subject(),
                summary.tags(),
                summary.sender(),
                summary.recipient(),
                summary.status(),
                summary.numAttempts(),
                summary.clickCount(),
                summary.openCount(),
                summary.referenceMessageId(),
                summary.domainId(),
                summary.accountId(),
                content == null ? null : content.mail(),
                content == null ? null : content.parsed());
    }
}
