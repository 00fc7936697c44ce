package org.subaccounts.sending.message.deliver;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.message.MessageEvent;
import org.subaccounts.sending.message.MessageId;
import org.subaccounts.sending.message.MessageKey;

/**
 * A message that this worker owns until its lease ends. {@code attempt} counts from 1 and includes this one, and those that a
 * crash cut off; {@code deferredBefore}: an attempt before ended as such; {@code dueFrom} is when it was to be sent first; {@code keepDay}: its partition; {@code sandboxResult}: how to pretend that it ended, null for real delivery.
 */
public record ClaimedMessage(
        MessageId id,
        LocalDate keepDay,
        UUID lease,
        UUID accountId,
        ContentKey content,
        int contentBytes,
        DomainId domainId,
        String recipient,
        @Nullable String recipientName,
        List<String> tags,
        @Nullable JsonObject substitutions,
        @Nullable String sandboxResult,
        int attempt,
        boolean deferredBefore,
        @Nullable Instant expiresAt,
        Instant acceptedAt,
        Instant dueFrom) {
    public ClaimedMessage {
        tags = List.copyOf(tags);
    }

    /** Where the content is: {@code keepDay} is its partition. */
    public record ContentKey(UUID id, LocalDate keepDay) {}

    MessageKey key() {
        return new MessageKey(id.value(), keepDay);
    }

    boolean sandbox() {
        return sandboxResult != null;
    }

    boolean expired(Instant now) {
        return expiresAt != null && !expiresAt.isAfter(now);
    }

    /** As it is when this attempt is not made after all. */
    ClaimedMessage notAttempted() {
        return new ClaimedMessage(
                id,
                keepDay,
                lease,
                accountId,
                content,
                contentBytes,
                domainId,
                recipient,
                recipientName,
                tags,
                substitutions,
                sandboxResult,
                attempt - 1,
                deferredBefore,
                expiresAt,
                acceptedAt,
                dueFrom);
    }

    MessageEvent.About about() {
        return new MessageEvent.About(
                accountId, id, recipient.substring(recipient.lastIndexOf('@') + 1), tags, sandbox());
    }
}
