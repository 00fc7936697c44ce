package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** Settings of a child changed; carries all settings as they are now. */
@ContractEventType(name = "SubAccountUpdated", version = 1)
public record SubAccountUpdated(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("parent_account_id") UUID parentAccountId,
        String name,
        String website,
        @JsonProperty("monthly_credit") long monthlyCredit,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}
