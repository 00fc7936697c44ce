package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** A verified domain lost a required DNS record. */
@ContractEventType(name = "DomainBroken", version = 1)
public record DomainBroken(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("domain_id") UUID domainId,
        String domain,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}
