package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** A user is no member of the account any more. */
@ContractEventType(name = "MemberRemoved", version = 1)
public record MemberRemoved(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("user_id") UUID userId,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}
