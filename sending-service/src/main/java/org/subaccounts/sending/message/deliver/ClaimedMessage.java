package org.subaccounts.sending.message.deliver;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.message.MessageId;

/** A message that this worker owns until its lease ends. {@code attempt} counts from 1 and includes this one. */
public record ClaimedMessage(
        MessageId id,
        UUID lease,
        UUID accountId,
        UUID contentId,
        int contentBytes,
        DomainId domainId,
        String recipient,
        @Nullable String recipientName,
        int attempt,
        Instant acceptedAt) {}
