package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** A user became a member of an account; {@code role} is one of {@link MemberRoles#ALL}. */
@ContractEventType(name = "MemberAdded", version = 1)
public record MemberAdded(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("user_id") UUID userId,
        String email,
        String name,
        String role,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}
