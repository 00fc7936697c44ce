package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** A parent created a child. {@code monthlyCredit}: accepted recipients per billing period, 0 = no cap. */
@ContractEventType(name = "SubAccountCreated", version = 1)
public record SubAccountCreated(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("parent_account_id") UUID parentAccountId,
        String name,
        String website,
        @JsonProperty("monthly_credit") long monthlyCredit,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}
