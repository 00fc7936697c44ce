package org.subaccounts.account.activity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a batch of events says of one account: domains added less domains removed, and the latest mail; null if none. */
public record ActivityChange(
        UUID accountId, int domains, @Nullable Instant lastActivityAt) {
    ActivityChange withDomains(int more) {
        return new ActivityChange(accountId, domains + more, lastActivityAt);
    }

    ActivityChange withActivity(Instant at) {
        return lastActivityAt != null && lastActivityAt.isAfter(at) ? this : new ActivityChange(accountId, domains, at);
    }
}
