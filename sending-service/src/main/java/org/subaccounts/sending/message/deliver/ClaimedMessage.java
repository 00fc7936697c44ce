package org.subaccounts.sending.message.deliver;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.message.MessageId;

/**
 * A message that this worker owns until its lease ends. {@code attempt} counts from 1 and includes this one; {@code dueFrom}
 * is when it was to be sent first; {@code sandboxResult}: how to pretend that it ended, null for real delivery.
 */
public record ClaimedMessage(
        MessageId id,
        UUID lease,
        UUID accountId,
        ContentKey content,
        int contentBytes,
        DomainId domainId,
        String recipient,
        @Nullable String recipientName,
        List<String> tags,
        @Nullable String sandboxResult,
        int attempt,
        Instant acceptedAt,
        Instant dueFrom) {
    public ClaimedMessage {
        tags = List.copyOf(tags);
    }

    /** Where the content is: {@code keepDay} is its partition. */
    public record ContentKey(UUID id, LocalDate keepDay) {}

    boolean sandbox() {
        return sandboxResult != null;
    }

    String recipientDomain() {
        return recipient.substring(recipient.lastIndexOf('@') + 1);
    }
}
