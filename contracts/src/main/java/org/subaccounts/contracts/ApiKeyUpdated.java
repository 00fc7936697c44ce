package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A key of the account was changed; carries label, scopes and addresses as they are from now on. */
@ContractEventType(name = "ApiKeyUpdated", version = 1)
public record ApiKeyUpdated(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("key_id") UUID keyId,
        String label,
        List<String> scopes,
        @JsonProperty("ip_allow_list") List<String> ipAllowList,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}
