package org.subaccounts.account.subaccount;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A sub account as the API shows it. {@code monthlyCredit} 0 = no cap. */
public record SubAccountView(
        String object,
        UUID id,
        UUID parentAccountId,
        Instant createdAt,
        String name,
        String website,
        String status,
        long monthlyCredit,
        long domainCount,
        long memberCount,
        @Nullable Instant lastActivityAt) {

    public static SubAccountView created(UUID id, UUID parent, SubAccount.Settings settings, Instant at) {
        return new SubAccountView(
                "sub_account",
                id,
                parent,
                at,
                settings.name(),
                settings.website(),
                "active",
                settings.monthlyCredit(),
                0,
                0,
                null);
    }
}
