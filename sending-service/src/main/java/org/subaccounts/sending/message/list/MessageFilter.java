package org.subaccounts.sending.message.list;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.sending.message.EmailAddress;
import org.subaccounts.sending.message.MessageId;
import org.subaccounts.sending.message.MessageStatus;

/**
 * Which messages a list has: all conditions must hold. Null and empty: no condition. {@code tags}: any of them;
 * {@code from} inclusive, {@code to} exclusive; {@code domains}: of these senders alone. Pure; every refusal is a 400.
 */
record MessageFilter(
        List<MessageStatus.Word> statuses,
        @Nullable EmailAddress sender,
        @Nullable EmailAddress recipient,
        @Nullable String subject,
        @Nullable String messageIdHeader,
        Set<String> tags,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Set<String> domains) {
    static final int MAX_TAGS = 20;
    private static final int MAX_TAG_LENGTH = 64;
    private static final int MAX_TEXT_LENGTH = 998;

    MessageFilter {
        statuses = List.copyOf(statuses);
        tags = Set.copyOf(tags);
        domains = domains == null ? null : Set.copyOf(domains);
    }

    /** As the request has it. */
    record Asked(
            @Nullable String status,
            @Nullable String sender,
            @Nullable String recipient,
            @Nullable String subject,
            @Nullable String messageIdHeader,
            @Nullable String tags,
            @Nullable String fromTime,
            @Nullable String toTime) {}

    static MessageFilter of(Asked asked, @Nullable Set<String> domains) {
        Instant from = isGiven(asked.fromTime()) ? Inputs.time("from_time", asked.fromTime()) : null;
        Instant to = isGiven(asked.toTime()) ? Inputs.time("to_time", asked.toTime()) : null;
        if (from != null && to != null && !from.isBefore(to)) {
            throw Refusal.badRequest("from_time must be before to_time");
        }
        return new MessageFilter(
                statuses(asked.status()),
                address("sender", asked.sender()),
                address("recipient", asked.recipient()),
                text("subject", asked.subject()),
                text("message_id_header", asked.messageIdHeader()),
                tags(asked.tags()),
                from,
                to,
                domains);
    }

    private static boolean isGiven(@Nullable String text) {
        return text != null && !text.isBlank();
    }

    private static List<MessageStatus.Word> statuses(@Nullable String text) {
        return split(text).stream()
                .map(word -> MessageStatus.parse(word)
                        .orElseThrow(() -> Refusal.badRequest("status must be a list, separated by commas, of"
                                + " Received, Delivered, Deferred, Bounced, Failed, Suppressed, Cancelled,"
                                + " Dropped, Sandbox Delivered, Sandbox Deferred, Sandbox Bounced, Sandbox"
                                + " Failed and Sandbox Suppressed")))
                .toList();
    }

    private static @Nullable EmailAddress address(String field, @Nullable String text) {
        return isGiven(text)
                ? EmailAddress.parse(text).orElseThrow(() -> Refusal.badRequest(field + " must be an email address"))
                : null;
    }

    private static @Nullable String text(String field, @Nullable String text) {
        return isGiven(text) ? Inputs.text(field, text, MAX_TEXT_LENGTH) : null;
    }

    private static Set<String> tags(@Nullable String text) {
        List<String> tags = split(text);
        if (tags.size() > MAX_TAGS) {
            throw Refusal.badRequest("tags must be at most " + MAX_TAGS);
        }
        tags.forEach(tag -> Inputs.text("tags", tag, MAX_TAG_LENGTH));
        return Set.copyOf(new TreeSet<>(tags));
    }

    private static List<String> split(@Nullable String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .distinct()
                        .toList();
    }

    /** Whether messages may have to be looked through that do not belong to the list. */
    boolean isSelective() {
        return !statuses.isEmpty()
                || sender != null
                || subject != null
                || messageIdHeader != null
                || !tags.isEmpty()
                || domains != null;
    }

    /** Empty if no message can have it. */
    MessageId.@Nullable Reference messageId() {
        return messageIdHeader == null ? null : MessageId.parse(messageIdHeader).orElse(null);
    }

    boolean matchesNothing() {
        return (messageIdHeader != null && messageId() == null) || (domains != null && domains.isEmpty());
    }

    /** Names the list, to which cursors are bound; not the key's domains, which are not the client's to choose. */
    String listName() {
        String text = String.join(
                "|",
                statuses.toString(),
                String.valueOf(sender),
                String.valueOf(recipient),
                String.valueOf(subject),
                String.valueOf(messageIdHeader),
                new TreeSet<>(tags).toString(),
                String.valueOf(from),
                String.valueOf(to));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "messages " + HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
