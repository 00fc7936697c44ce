package org.subaccounts.sending.message.accept;

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

        @Schema(minItems = 1, maxItems = AcceptRules.MAX_RECIPIENTS, description = "Each gets a message of its own.")
        @Nullable List<@Nullable Recipient> recipients,

        @Nullable Address replyTo,

        @Schema(maxLength = AcceptRules.MAX_SUBJECT_LENGTH) @Nullable String subject,

        @Schema(description = "This or `html_content`, or both; all texts together have at most 5 MiB.") @Nullable String textContent,

        @Schema(description = "This or `text_content`, or both.") @Nullable String htmlContent,

        @Schema(description = "A part of type `text/x-amp-html` beside the others.") @Nullable String ampContent,

        @Schema(maxItems = AttachmentRules.MAX_ATTACHMENTS) @Nullable List<@Nullable Attachment> attachments,

        @Schema(description = "Further headers; none that the platform writes itself.") @Nullable Map<String, @Nullable String> headers,

        @Schema(
                description = "Values for the Jinja templates in subject and bodies; those of a recipient come first."
                        + " Without any the message is sent as it stands.")
        @Nullable Map<String, @Nullable Object> substitutions,

        @Schema(maxItems = AcceptRules.MAX_TAGS) @Nullable List<@Nullable String> tags,

        @Schema(defaultValue = "false", description = "Only pretend to deliver; nothing is billed.") @Nullable Boolean sandbox,

        @Schema(
                enumeration = {"deliver", "bounce", "defer", "fail", "suppress"},
                description = "How the pretended delivery ends; left out: `deliver`. Means nothing without `sandbox`.")
        @Nullable String sandboxResult,

        @Nullable Tracking tracking,
        @Nullable Retention retention,
        @Nullable MessageSchedule schedule) {

    /** One recipient; each gets a message of its own. */
    @Schema(name = "RecipientInRequest", requiredProperties = "email")
    public record Recipient(
            @Schema(format = "email") @Nullable String email,

            @Schema(maxLength = AcceptRules.MAX_NAME_LENGTH) @Nullable String name,

            @Schema(description = "Values for this recipient; they come before those of the message.") @Nullable Map<String, @Nullable Object> substitutions) {}

    Submission submission() {
        return new Submission(
                from,
                replyTo,
                subject,
                new Submission.Bodies(textContent, htmlContent, ampContent),
                attachments,
                headers,
                substitutions,
                tags,
                new Submission.Wishes(sandbox, sandboxResult, tracking, retention, schedule));
    }
}
