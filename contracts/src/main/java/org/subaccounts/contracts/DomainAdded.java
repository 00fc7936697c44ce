package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** The account added a sending domain, not verified yet. */
@ContractEventType(name = "DomainAdded", version = 1)
public record DomainAdded(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("domain_id") UUID domainId,
        String domain,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}
