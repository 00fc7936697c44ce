package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** The suspension of a child was lifted, by its parent or by an operator. */
@ContractEventType(name = "SubAccountUnsuspended", version = 1)
public record SubAccountUnsuspended(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("parent_account_id") UUID parentAccountId,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}
