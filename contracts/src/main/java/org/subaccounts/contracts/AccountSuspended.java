package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** An operator suspended a parent account; its whole family stops until it is reinstated. */
@ContractEventType(name = "AccountSuspended", version = 1)
public record AccountSuspended(
        @JsonProperty("account_id") UUID accountId,
        String reason,
        @JsonProperty("occurred_at") Instant occurredAt) implements ContractEvent {}
