package org.subaccounts.billing.threshold;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.eventsourcing.annotation.EventTag;
import org.axonframework.messaging.eventhandling.annotation.Event;
import org.jspecify.annotations.Nullable;

/** What happens to limits. Stored events: private to the service, never renamed. */
public sealed interface ThresholdEvent {
    Instant occurredAt();

    /**
     * Usage reached a share of its limit, once per account, scope, period and percent. {@code threshold} is a
     * {@link ThresholdId}: reporting one share twice at once is a conflict in the store. {@code period}: {@code 2026-10}.
     * {@code receptionCount}: the usage when it was noticed.
     */
    @Event(namespace = "billing", name = "UsageThresholdReached", version = "1")
    record UsageThresholdReached(
            @EventTag(key = "usage-threshold") String threshold,
            UUID accountId,
            @Nullable UUID parentAccountId,
            String scope,
            String period,
            int percent,
            long limit,
            long receptionCount,
            Instant occurredAt)
            implements ThresholdEvent {}
}
