package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/**
 * More of an account's messages bounced than the platform tolerates: {@code bouncedCount} of the {@code sentCount} that
 * ended within the window are more than {@code limitPercent}.
 */
@ContractEventType(name = "BounceRateExceeded", version = 1)
public record BounceRateExceeded(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("window_start") Instant windowStart,
        @JsonProperty("window_end") Instant windowEnd,
        @JsonProperty("sent_count") long sentCount,
        @JsonProperty("bounced_count") long bouncedCount,
        @JsonProperty("limit_percent") double limitPercent,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}
