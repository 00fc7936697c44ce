package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** An operator closed a parent account for good; a {@code SubAccountDeleted} of each of its children follows. */
@ContractEventType(name = "AccountClosed", version = 1)
public record AccountClosed(
        @JsonProperty("account_id") UUID accountId,
        String reason,
        @JsonProperty("occurred_at") Instant occurredAt) implements ContractEvent {}
