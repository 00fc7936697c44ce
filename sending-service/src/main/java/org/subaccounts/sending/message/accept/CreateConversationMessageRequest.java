package org.subaccounts.sending.message.accept;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Body of the request to send one mail whose recipients see each other; {@link AcceptRules} says what of it is allowed. */
@Schema(
        name = "CreateConversationMessageRequest",
        requiredProperties = {"from", "to", "subject"})
public record CreateConversationMessageRequest(
        @Nullable Address from,

        @Schema(
                minItems = 1,
                maxItems = AcceptRules.MAX_IN_CONVERSATION,
                description = "`to`, `cc` and `bcc` have at most 50 entries together.")
        @Nullable List<@Nullable Address> to,

        @Schema(maxItems = AcceptRules.MAX_IN_CONVERSATION) @Nullable List<@Nullable Address> cc,

        @Schema(maxItems = AcceptRules.MAX_IN_CONVERSATION, description = "Shown to nobody.") @Nullable List<@Nullable Address> bcc,

        @Nullable Address replyTo,

        @Schema(maxLength = AcceptRules.MAX_SUBJECT_LENGTH) @Nullable String subject,

        @Schema(description = "This or `html_content`, or both; all texts together have at most 5 MiB.") @Nullable String textContent,

        @Schema(description = "This or `text_content`, or both.") @Nullable String htmlContent,

        @Schema(description = "A part of type `text/x-amp-html` beside the others.") @Nullable String ampContent,

        @Schema(maxItems = AttachmentRules.MAX_ATTACHMENTS) @Nullable List<@Nullable Attachment> attachments,

        @Schema(description = "Further headers; none that the platform writes itself.") @Nullable Map<String, @Nullable String> headers,

        @Schema(maxItems = AcceptRules.MAX_TAGS) @Nullable List<@Nullable String> tags,

        @Schema(defaultValue = "false", description = "Only pretend to deliver; nothing is billed.") @Nullable Boolean sandbox,

        @Schema(
                enumeration = {"deliver", "bounce", "defer", "fail", "suppress"},
                description = "How the pretended delivery ends; left out: `deliver`. Means nothing without `sandbox`.")
        @Nullable String sandboxResult,

        @Nullable Tracking tracking,
        @Nullable Retention retention,
        @Nullable MessageSchedule schedule) {

    Submission submission() {
        return new Submission(
                from,
                replyTo,
                subject,
                new Submission.Bodies(textContent, htmlContent, ampContent),
                attachments,
                headers,
                null,
                tags,
                new Submission.Wishes(sandbox, sandboxResult, tracking, retention, schedule));
    }
}
