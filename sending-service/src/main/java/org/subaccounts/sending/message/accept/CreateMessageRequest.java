package org.subaccounts.sending.message.accept;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Body of the request to send; {@link AcceptRules} says what of it is allowed. */
public record CreateMessageRequest(
        @Nullable Address from,
        @Nullable List<@Nullable Recipient> recipients,
        @Nullable Address replyTo,
        @Nullable String subject,
        @Nullable String textContent,
        @Nullable String htmlContent,
        @Nullable String ampContent,
        @Nullable JsonNode attachments,
        @Nullable Map<String, @Nullable String> headers,
        @Nullable JsonNode substitutions,
        @Nullable List<@Nullable String> tags,
        @Nullable Boolean sandbox,
        @Nullable String sandboxResult,
        @Nullable Tracking tracking,
        @Nullable Retention retention,
        @Nullable JsonNode schedule) {

    /** Sender or reply address. */
    public record Address(@Nullable String email, @Nullable String name) {}

    /** One recipient; each gets a message of its own. */
    public record Recipient(
            @Nullable String email,
            @Nullable String name,
            @Nullable JsonNode substitutions) {}

    /** Wishes about tracking. */
    public record Tracking(@Nullable Boolean open, @Nullable Boolean click) {}

    /** Days to keep what was sent, and what happened to it. */
    public record Retention(
            @Nullable Integer metadata, @Nullable Integer data) {}
}
