package org.subaccounts.sending.statistics.project;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What statistics take of an event about a message. Members that the event's type does not have are 0 or null. */
record Happening(
        UUID accountId,
        String senderDomain,
        String recipientDomain,
        List<String> tags,
        boolean sandbox,
        int recipients,
        int attempt,
        @Nullable Boolean first,
        @Nullable String classification,
        @Nullable Long deliveryMillis,
        Instant time) {}
