package org.subaccounts.account.parent;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.account.Rules;
import org.subaccounts.account.member.MemberEvent.MemberAdded;
import org.subaccounts.account.parent.AccountEvent.AccountClosed;
import org.subaccounts.account.parent.AccountEvent.AccountOpened;
import org.subaccounts.account.parent.AccountEvent.AccountReinstated;
import org.subaccounts.account.parent.AccountEvent.AccountSuspended;
import org.subaccounts.account.parent.AccountEvent.AccountTermsChanged;
import org.subaccounts.account.parent.AccountEvent.AccountUpdated;
import org.subaccounts.account.parent.close.CloseAccount;
import org.subaccounts.account.parent.open.OpenAccount;
import org.subaccounts.account.parent.reinstate.ReinstateAccount;
import org.subaccounts.account.parent.suspend.SuspendAccount;
import org.subaccounts.account.parent.terms.ChangeAccountTerms;
import org.subaccounts.account.settings.AccountSettings;
import org.subaccounts.account.settings.AccountSettings.Change;
import org.subaccounts.account.settings.update.UpdateAccountSettings;

class ParentAccountRulesTest {
    private static final UUID ID = new UUID(1, 1);
    private static final UUID OWNER = new UUID(2, 2);
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
    private static final AccountSettings SETTINGS = AccountSettings.initial("Acme", "acme.example.com");
    private static final Change NO_CHANGE = change(null, null);

    private final AccountOpened opened = new AccountOpened(ID, "Acme", "acme.example.com", true, OWNER, "standard", AT);
    private final AccountSuspended suspended = new AccountSuspended(ID, "unpaid", AT);
    private final AccountReinstated reinstated = new AccountReinstated(ID, "paid", AT);
    private final AccountClosed closed = new AccountClosed(ID, "left", AT);
    private final Rules rules = new Rules();

    @AfterEach
    void stop() {
        rules.close();
    }

    private static Change change(
            @org.jspecify.annotations.Nullable String website, @org.jspecify.annotations.Nullable Boolean trackOpens) {
        return new Change(null, website, null, trackOpens, null, null, null, null, null);
    }

    @Test
    void an_account_is_opened_with_its_owner_as_administrator() {
        rules.accepts(
                List.of(),
                new OpenAccount(
                        ID,
                        "Acme",
                        "acme.example.com",
                        true,
                        "standard",
                        new OpenAccount.Owner(OWNER, "o@example.com", "Olga"),
                        AT),
                opened,
                new MemberAdded(ID + "/" + OWNER, ID, OWNER, "o@example.com", "Olga", "Administrator", AT));
    }

    @Test
    void an_active_account_is_suspended_once() {
        SuspendAccount suspend = new SuspendAccount(ID, "unpaid", AT);
        rules.accepts(List.of(opened), suspend, suspended);
        rules.refuses(List.of(opened, suspended), suspend, AccountRefusal.AlreadySuspended.class);
        rules.accepts(List.of(opened, suspended, reinstated), suspend, suspended);
    }

    @Test
    void only_a_suspended_account_is_reinstated() {
        ReinstateAccount reinstate = new ReinstateAccount(ID, "paid", AT);
        rules.accepts(List.of(opened, suspended), reinstate, reinstated);
        rules.refuses(List.of(opened), reinstate, AccountRefusal.NotSuspended.class);
        rules.refuses(List.of(opened, suspended, reinstated), reinstate, AccountRefusal.NotSuspended.class);
    }

    @Test
    void active_and_suspended_accounts_are_closed() {
        rules.accepts(List.of(opened), new CloseAccount(ID, "left", AT), closed);
        rules.accepts(List.of(opened, suspended), new CloseAccount(ID, "left", AT), closed);
    }

    @Test
    void an_operator_does_nothing_to_a_closed_account() {
        for (Object command : List.of(
                new SuspendAccount(ID, "r", AT),
                new ReinstateAccount(ID, "r", AT),
                new CloseAccount(ID, "r", AT),
                new ChangeAccountTerms(ID, false, null, null, AT))) {
            rules.refuses(List.of(opened, closed), command, AccountRefusal.Closed.class);
            rules.refuses(List.of(), command, AccountRefusal.NotFound.class);
        }
    }

    @Test
    void terms_left_out_stay_as_they_are() {
        rules.accepts(
                List.of(opened),
                new ChangeAccountTerms(ID, null, 50, null, AT),
                new AccountTermsChanged(ID, true, 50, null, AT));
        rules.accepts(
                List.of(opened, new AccountTermsChanged(ID, true, 50, 60, AT)),
                new ChangeAccountTerms(ID, false, null, null, AT),
                new AccountTermsChanged(ID, false, 50, 60, AT));
    }

    @Test
    void terms_that_are_so_already_are_refused() {
        rules.refuses(
                List.of(opened),
                new ChangeAccountTerms(ID, true, null, null, AT),
                AccountRefusal.NothingToChange.class);
        rules.refuses(
                List.of(opened, new AccountTermsChanged(ID, true, 50, 60, AT)),
                new ChangeAccountTerms(ID, null, 50, 60, AT),
                AccountRefusal.NothingToChange.class);
    }

    @Test
    void settings_left_out_stay_as_they_are() {
        Change opens = change(null, true);
        rules.accepts(
                List.of(opened),
                new UpdateAccountSettings(ID, opens, AT),
                AccountUpdated.of(ID, SETTINGS.with(opens), AT));
        Change website = change("https://shop.example.com", null);
        rules.accepts(
                List.of(opened, suspended, AccountUpdated.of(ID, SETTINGS.with(opens), AT)),
                new UpdateAccountSettings(ID, website, AT),
                AccountUpdated.of(ID, SETTINGS.with(opens).with(website), AT));
    }

    @Test
    void settings_that_are_so_already_make_no_event() {
        rules.accepts(List.of(opened), new UpdateAccountSettings(ID, NO_CHANGE, AT));
        rules.accepts(List.of(opened), new UpdateAccountSettings(ID, change("https://acme.example.com", false), AT));
    }

    @Test
    void nobody_changes_the_settings_of_a_closed_account() {
        UpdateAccountSettings update = new UpdateAccountSettings(ID, change(null, true), AT);
        rules.refuses(List.of(opened, closed), update, AccountRefusal.NotFound.class);
        rules.refuses(List.of(), update, AccountRefusal.NotFound.class);
    }
}
