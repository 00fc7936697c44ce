package org.subaccounts.account.parent;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.settings.Websites;

/**
 * An account as operators see it. What belongs to the family (partner, plan, rate limits, owner) is the parent's on a child
 * too; a rate limit of null is the platform's default.
 */
@Schema(name = "OperatorAccount")
public record OperatorAccountView(
        @Schema(enumeration = "account") String object,
        UUID id,
        @Nullable UUID parentAccountId,
        String name,
        @Schema(format = "uri") String website,

        @Schema(enumeration = {"active", "suspended", "parent-suspended", "deleted"})
        String status,

        boolean partner,
        String plan,
        @Nullable Integer requestsPerSecond,
        @Nullable Integer requestBurst,
        Owner owner,
        @Nullable StatusChange suspension,
        @Nullable StatusChange deletion,
        Instant createdAt,
        Instant updatedAt) {
    /** A parent as it is right after it was opened. */
    public static OperatorAccountView opened(
            UUID id, String name, String website, boolean partner, String plan, Owner owner, Instant at) {
        return new OperatorAccountView(
                "account",
                id,
                null,
                name,
                Websites.url(website),
                "active",
                partner,
                plan,
                null,
                null,
                owner,
                null,
                null,
                at,
                at);
    }

    /** The user whom the parent was opened for; without address on accounts from before owners were known. */
    @Schema(name = "OperatorAccountOwner")
    public record Owner(
            UUID userId, @Nullable String email, @Nullable String name) {}

    /** Why, by whom and when the account itself was suspended, or closed or deleted. */
    @Schema(name = "OperatorAccountStatusChange")
    public record StatusChange(@Nullable String reason, String actor, Instant occurredAt) {}
}
