package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/**
 * A child was suspended, by its parent or by the platform's reputation protection: its credentials are refused, accepted
 * mail is held.
 */
@ContractEventType(name = "SubAccountSuspended", version = 1)
public record SubAccountSuspended(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("parent_account_id") UUID parentAccountId,
        String reason,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}
