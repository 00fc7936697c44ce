package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** An operator lifted the suspension of a parent account. */
@ContractEventType(name = "AccountReinstated", version = 1)
public record AccountReinstated(
        @JsonProperty("account_id") UUID accountId,
        String reason,
        @JsonProperty("occurred_at") Instant occurredAt) implements ContractEvent {}
