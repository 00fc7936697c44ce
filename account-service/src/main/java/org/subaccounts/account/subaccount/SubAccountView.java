package org.subaccounts.account.subaccount;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A sub account as the API shows it. {@code monthlyCredit} 0 = no cap. */
@Schema(name = "SubAccount")
public record SubAccountView(
        @Schema(enumeration = "sub_account") String object,
        UUID id,
        UUID parentAccountId,
        Instant createdAt,
        String name,
        @Schema(format = "fqdn", maxLength = 255) String website,

        @Schema(enumeration = {"active", "suspended", "parent-suspended", "deleted"})
        String status,

        long monthlyCredit,
        long domainCount,
        long memberCount,

        @Schema(description = "When mail of the sub account was last accepted or tried; null before the first.")
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
