package org.subaccounts.billing.account.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.subaccounts.contracts.AccountClosed;
import org.subaccounts.contracts.AccountOpened;
import org.subaccounts.contracts.AccountSuspended;
import org.subaccounts.contracts.AccountUpdated;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.SubAccountCreated;
import org.subaccounts.contracts.SubAccountDeleted;
import org.subaccounts.contracts.SubAccountUpdated;
import org.subaccounts.platform.messaging.ReceivedEvent;

class DirectoryReductionTest {
    private static final UUID PARENT = new UUID(0, 1);
    private static final UUID CHILD = new UUID(0, 2);
    private static final Instant T1 = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant T2 = Instant.parse("2024-01-02T00:00:00Z");
    private static final Instant T3 = Instant.parse("2024-01-03T00:00:00Z");

    @Test
    void a_batch_becomes_one_change_per_account_with_the_latest_name() {
        assertThat(DirectoryReduction.changes(events(
                        new SubAccountCreated(CHILD, PARENT, "first", "a.example.com", 0, T1),
                        new AccountOpened(PARENT, "parent", "example.com", true, PARENT, "standard", T1),
                        new SubAccountUpdated(CHILD, PARENT, "second", "a.example.com", 9, T2),
                        new SubAccountDeleted(CHILD, PARENT, T3))))
                .containsExactly(
                        new DirectoryChange(PARENT, null, "parent", null, "standard", T1, null),
                        new DirectoryChange(CHILD, PARENT, "second", 9L, null, T1, T3));
    }

    @Test
    void an_account_that_updates_itself_is_known_by_its_new_name_and_stays_in_its_family() {
        assertThat(DirectoryReduction.changes(events(
                        new SubAccountCreated(CHILD, PARENT, "first", "a.example.com", 0, T1),
                        updated(CHILD, PARENT, "by itself", T2),
                        updated(PARENT, null, "new parent", T2))))
                .containsExactly(
                        new DirectoryChange(PARENT, null, "new parent", null, null, null, null),
                        new DirectoryChange(CHILD, PARENT, "by itself", 0L, null, T1, null));
    }

    @Test
    void a_closed_account_is_deleted_and_its_children_by_their_own_events_in_any_order() {
        assertThat(DirectoryReduction.changes(
                        events(new SubAccountDeleted(CHILD, PARENT, T2), new AccountClosed(PARENT, "left", T2))))
                .containsExactly(
                        new DirectoryChange(PARENT, null, null, null, null, null, T2),
                        new DirectoryChange(CHILD, PARENT, null, null, null, null, T2));
    }

    @Test
    void what_says_nothing_about_names_or_families_changes_nothing() {
        assertThat(DirectoryReduction.changes(events(new AccountSuspended(PARENT, "unpaid", T1))))
                .isEmpty();
    }

    private static AccountUpdated updated(UUID account, @Nullable UUID parent, String name, Instant time) {
        return new AccountUpdated(account, parent, name, "example.com", "", false, false, true, false, 30, 7, time);
    }

    private static List<ReceivedEvent> events(ContractEvent... events) {
        return Arrays.stream(events)
                .map(event -> new ReceivedEvent("id", "/account-service", "type", event.occurredAt(), "", event))
                .toList();
    }
}
