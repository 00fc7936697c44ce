package org.subaccounts.platform.security;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the other services need to know of an account, as account-service answers it.
 *
 * @param parentAccountId null for a parent
 * @param status {@code active}, {@code suspended}, {@code parent-suspended} or {@code deleted}
 * @param partner whether the account, or its parent, has the Platform Partner feature
 * @param requestsPerSecond rate limit of each account of the family; null: the platform's default
 * @param requestBurst as many requests may come at once; null: the platform's default
 * @param monthlyCredit accepted recipients that the account itself may have per period; 0: no cap, as on every parent
 */
public record AccountStanding(
        UUID id,
        @JsonProperty("parent_account_id") @Nullable UUID parentAccountId,
        String name,
        String status,
        boolean partner,
        @JsonProperty("requests_per_second") @Nullable Integer requestsPerSecond,
        @JsonProperty("request_burst") @Nullable Integer requestBurst,
        @JsonProperty("monthly_credit") long monthlyCredit) {}
