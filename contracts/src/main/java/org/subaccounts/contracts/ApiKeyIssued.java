package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A key was issued to the account. The secret is in no event. */
@ContractEventType(name = "ApiKeyIssued", version = 1)
public record ApiKeyIssued(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("key_id") UUID keyId,
        String label,
        @JsonProperty("public_key") String publicKey,
        List<String> scopes,
        @JsonProperty("ip_allow_list") List<String> ipAllowList,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}
