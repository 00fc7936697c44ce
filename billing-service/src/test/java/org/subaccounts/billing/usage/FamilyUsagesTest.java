package org.subaccounts.billing.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.BillingStore;
import org.subaccounts.billing.period.BillingPeriod;

class FamilyUsagesTest {
    private static final UUID PARENT = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final UUID OLD = UUID.fromString("00000000-0000-4000-8000-000000000002");
    private static final UUID NEW = UUID.fromString("00000000-0000-4000-8000-000000000003");
    private static final UUID NEVER_TOLD = UUID.fromString("ffffffff-0000-4000-8000-000000000000");

    @Test
    void the_parent_comes_first_then_children_whose_creation_nobody_has_told_then_the_newest() {
        try (BillingStore store = BillingStore.create()) {
            child(store, OLD, "2028-01-01T00:00:00Z");
            child(store, NEVER_TOLD, null);
            child(store, NEW, "2028-01-02T00:00:00Z");

            FamilyUsage family = store.familyUsages()
                    .read(PARENT, new BillingPeriod(LocalDate.of(2028, 1, 1)))
                    .await()
                    .atMost(Duration.ofSeconds(20));

            assertThat(family.parent().accountId()).isEqualTo(PARENT);
            assertThat(family.children()).extracting(AccountVolume::accountId).containsExactly(NEVER_TOLD, NEW, OLD);
        }
    }

    private static void child(BillingStore store, UUID id, @Nullable String createdAt) {
        store.sql()
                .run(
                        "insert into account_directory (account_id, parent_id, created_at) values ($1, $2, $3::text::timestamptz)",
                        Tuple.of(id, PARENT, createdAt));
    }
}
