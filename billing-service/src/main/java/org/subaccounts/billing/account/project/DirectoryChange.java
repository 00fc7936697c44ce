package org.subaccounts.billing.account.project;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What events say about one account; null is what they do not say. */
record DirectoryChange(
        UUID accountId,
        @Nullable UUID parentId,
        @Nullable String name,
        @Nullable Long monthlyCredit,
        @Nullable String plan,
        @Nullable Instant createdAt,
        @Nullable Instant deletedAt) {

    /** Both, the later winning where it says something; created and deleted happen once. */
    DirectoryChange then(DirectoryChange later) {
        return new DirectoryChange(
                accountId,
                later.parentId != null ? later.parentId : parentId,
                later.name != null ? later.name : name,
                later.monthlyCredit != null ? later.monthlyCredit : monthlyCredit,
                later.plan != null ? later.plan : plan,
                createdAt != null ? createdAt : later.createdAt,
                deletedAt != null ? deletedAt : later.deletedAt);
    }
}
