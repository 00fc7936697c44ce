package org.subaccounts.sending.message.accept;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Body of the request to send; {@link AcceptRules} says what of it is allowed. */
@Schema(
        name = "CreateMessageRequest",
        requiredProperties = {"from", "recipients", "subject"})
public record CreateMessageRequest(
        @Nullable Address from,

        @Schema(minItems = 1, maxItems = AcceptRules.MAX_RECIPIENTS) @Nullable List<@Nullable Recipient> recipients,

        @Nullable Address replyTo,

        @Schema(maxLength = AcceptRules.MAX_SUBJECT_LENGTH) @Nullable String subject,

        @Schema(description = "This or `html_content`, or both.") @Nullable String textContent,

        @Schema(description = "This or `text_content`, or both.") @Nullable String htmlContent,

        @Schema(hidden = true) @Nullable String ampContent,
        @Schema(hidden = true) @Nullable JsonNode attachments,

        @Schema(description = "Further headers; none that the platform writes itself.") @Nullable Map<String, @Nullable String> headers,

        @Schema(hidden = true) @Nullable JsonNode substitutions,
        @Schema(maxItems = AcceptRules.MAX_TAGS) @Nullable List<@Nullable String> tags,

        @Schema(description = "Only false so far.") @Nullable Boolean sandbox,

        @Schema(hidden = true) @Nullable String sandboxResult,
        @Nullable Tracking tracking,
        @Nullable Retention retention,
        @Schema(hidden = true) @Nullable JsonNode schedule) {

    /** Sender or reply address. */
    @Schema(name = "AddressInRequest", requiredProperties = "email")
    public record Address(
            @Schema(format = "email") @Nullable String email,

            @Schema(maxLength = AcceptRules.MAX_NAME_LENGTH) @Nullable String name) {}

    /** One recipient; each gets a message of its own. */
    @Schema(name = "RecipientInRequest", requiredProperties = "email")
    public record Recipient(
            @Schema(format = "email") @Nullable String email,

            @Schema(maxLength = AcceptRules.MAX_NAME_LENGTH) @Nullable String name,

            @Schema(hidden = true) @Nullable JsonNode substitutions) {}

    /** Wishes about tracking. */
    @Schema(name = "TrackingInRequest")
    public record Tracking(
            @Schema(description = "Only false so far.") @Nullable Boolean open,

            @Schema(description = "Only false so far.") @Nullable Boolean click) {}

    /** Days to keep what was sent, and what happened to it. */
    @Schema(name = "RetentionInRequest")
    public record Retention(
            @Schema(minimum = "1", maximum = "30", description = "For what happened to it.") @Nullable Integer metadata,

            @Schema(minimum = "0", maximum = "30", description = "For its content.") @Nullable Integer data) {}
}
