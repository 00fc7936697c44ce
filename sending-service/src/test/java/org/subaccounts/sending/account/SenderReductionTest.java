package org.subaccounts.sending.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.subaccounts.contracts.AccountClosed;
import org.subaccounts.contracts.AccountOpened;
import org.subaccounts.contracts.AccountReinstated;
import org.subaccounts.contracts.AccountSuspended;
import org.subaccounts.contracts.AccountUpdated;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.SubAccountCreated;
import org.subaccounts.contracts.SubAccountDeleted;
import org.subaccounts.contracts.SubAccountSuspended;
import org.subaccounts.contracts.SubAccountUnsuspended;
import org.subaccounts.platform.messaging.ReceivedEvent;

class SenderReductionTest {
    private static final UUID PARENT = new UUID(0, 1);
    private static final UUID CHILD = new UUID(0, 2);
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void a_batch_becomes_one_change_per_account_in_the_order_of_their_ids() {
        assertThat(SenderReduction.changes(events(created(), new AccountSuspended(PARENT, "unpaid", NOW))))
                .containsExactly(
                        new SenderChange(PARENT, null, true, false, null),
                        new SenderChange(CHILD, PARENT, null, false, null));
    }

    @Test
    void the_last_word_about_suspension_holds() {
        SubAccountSuspended suspended = new SubAccountSuspended(CHILD, PARENT, "abuse", NOW);
        SubAccountUnsuspended unsuspended = new SubAccountUnsuspended(CHILD, PARENT, NOW);
        assertThat(SenderReduction.changes(events(created(), suspended, unsuspended)))
                .containsExactly(new SenderChange(CHILD, PARENT, false, false, null));
        assertThat(SenderReduction.changes(events(unsuspended, suspended)))
                .containsExactly(new SenderChange(CHILD, PARENT, true, false, null));
        assertThat(SenderReduction.changes(events(
                        new AccountSuspended(PARENT, "unpaid", NOW), new AccountReinstated(PARENT, "paid", NOW))))
                .containsExactly(new SenderChange(PARENT, null, false, false, null));
    }

    @Test
    void who_is_deleted_stays_so_and_is_as_suspended_as_before() {
        assertThat(SenderReduction.changes(events(
                        new SubAccountSuspended(CHILD, PARENT, "abuse", NOW),
                        new SubAccountDeleted(CHILD, PARENT, NOW),
                        created())))
                .containsExactly(new SenderChange(CHILD, PARENT, true, true, null));
        assertThat(SenderReduction.changes(events(new AccountClosed(PARENT, "left", NOW))))
                .containsExactly(new SenderChange(PARENT, null, null, true, null));
    }

    @Test
    void the_last_settings_hold_and_others_words_keep_them() {
        SenderChange.Settings last = new SenderChange.Settings(true, false, 2, 3);
        assertThat(SenderReduction.changes(events(
                        updated(false, 30, 7),
                        updated(true, 3, 2),
                        new SubAccountSuspended(CHILD, PARENT, "abuse", NOW))))
                .containsExactly(new SenderChange(CHILD, PARENT, true, false, last));
    }

    private static AccountUpdated updated(boolean trackOpens, int metadataDays, int dataDays) {
        return new AccountUpdated(
                CHILD, PARENT, "Child", "", "", trackOpens, false, true, false, metadataDays, dataDays, NOW);
    }

    @Test
    void what_says_nothing_about_who_may_send_changes_nothing() {
        assertThat(SenderReduction.changes(
                        events(new AccountOpened(PARENT, "Acme", "example.com", true, PARENT, "standard", NOW))))
                .isEmpty();
    }

    private static SubAccountCreated created() {
        return new SubAccountCreated(CHILD, PARENT, "Child", "child.example.com", 0, NOW);
    }

    private static List<ReceivedEvent> events(ContractEvent... events) {
        return Arrays.stream(events)
                .map(event -> new ReceivedEvent("id", "/account-service", "type", event.occurredAt(), "", event))
                .toList();
    }
}
