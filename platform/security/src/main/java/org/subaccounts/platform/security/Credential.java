package org.subaccounts.platform.security;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.MemberRoles;

/**
 * What an authenticated caller acts for: an account, with scopes and source addresses. Made once per lease, not per request.
 *
 * @param userId the member who calls; null for an API key
 * @param keyId the API key that calls; null for a member
 * @param monthlyCredit accepted recipients that the account may have per period; 0: no cap
 */
record Credential(
        UUID accountId,
        @Nullable UUID parentAccountId,
        boolean partner,
        @Nullable UUID keyId,
        @Nullable UUID userId,
        Set<String> scopes,
        IpAllowList ipAllowList,
        RateLimit limit,
        long monthlyCredit) {

    /** Of an active verdict. */
    static Credential of(KeyVerdict verdict) {
        UUID account = verdict.accountId();
        UUID key = verdict.keyId();
        if (account == null || key == null) {
            throw new IllegalArgumentException("an active verdict names its account and its key");
        }
        return new Credential(
                account,
                verdict.parentAccountId(),
                verdict.partner(),
                key,
                null,
                verdict.scopes(),
                IpAllowList.of(verdict.ipAllowList()),
                new RateLimit(verdict.requestsPerSecond(), verdict.requestBurst()),
                verdict.monthlyCredit());
    }

    static Credential ofMember(AccountStanding account, UUID user, String role) {
        return new Credential(
                account.id(),
                account.parentAccountId(),
                account.partner(),
                null,
                user,
                MemberRoles.scopes(role),
                IpAllowList.of(List.of()),
                new RateLimit(account.requestsPerSecond(), account.requestBurst()),
                account.monthlyCredit());
    }

    /** Recorded with every event. */
    String actor() {
        return keyId != null ? "key:" + keyId : "user:" + userId;
    }
}
