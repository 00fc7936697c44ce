package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** All required DNS records of the domain were found; the account may send from it. */
@ContractEventType(name = "DomainVerified", version = 1)
public record DomainVerified(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("domain_id") UUID domainId,
        String domain,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}
