package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** The parent deleted a child for good; its usage stays billed. */
@ContractEventType(name = "SubAccountDeleted", version = 1)
public record SubAccountDeleted(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("parent_account_id") UUID parentAccountId,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}
