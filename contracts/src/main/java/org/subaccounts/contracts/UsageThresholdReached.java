package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An account's, or a whole family's, usage reached a share of its limit; once per account, scope, period and percent.
 * {@code scope}: {@code account} (a child against its monthly credit) or {@code family} (all of a parent's volume against
 * what its plan includes; {@code accountId} is the parent). {@code period}: the month in UTC, {@code 2026-10}.
 */
@ContractEventType(name = "UsageThresholdReached", version = 1)
public record UsageThresholdReached(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("parent_account_id") @Nullable UUID parentAccountId,
        String scope,
        String period,
        int percent,
        long limit,
        @JsonProperty("reception_count") long receptionCount,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}
