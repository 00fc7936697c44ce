package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** The parent lifted the suspension of a child. */
@ContractEventType(name = "SubAccountUnsuspended", version = 1)
public record SubAccountUnsuspended(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("parent_account_id") UUID parentAccountId,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}
