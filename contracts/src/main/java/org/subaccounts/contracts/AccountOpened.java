package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/**
 * A parent account was opened by an operator; {@code partner} says whether it may have sub accounts, {@code plan} names the
 * plan it starts with, {@code ownerId} is a user id.
 */
@ContractEventType(name = "AccountOpened", version = 1)
public record AccountOpened(
        @JsonProperty("account_id") UUID accountId,
        String name,
        String website,
        boolean partner,
        @JsonProperty("owner_id") UUID ownerId,
        String plan,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}
