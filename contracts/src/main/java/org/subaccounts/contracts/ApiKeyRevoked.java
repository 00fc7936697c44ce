package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** A key of the account was deleted; it is refused from now on. */
@ContractEventType(name = "ApiKeyRevoked", version = 1)
public record ApiKeyRevoked(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("key_id") UUID keyId,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}
