package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An operator changed what a parent account may do; carries all terms as they are from now on. The rate limits hold for
 * each account of the family by itself; null: the platform's default.
 */
@ContractEventType(name = "AccountTermsChanged", version = 1)
public record AccountTermsChanged(
        @JsonProperty("account_id") UUID accountId,
        boolean partner,
        @JsonProperty("requests_per_second") @Nullable Integer requestsPerSecond,
        @JsonProperty("request_burst") @Nullable Integer requestBurst,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}
