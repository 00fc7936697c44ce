package org.subaccounts.account.subaccount;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.test.fixture.AxonTestFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.account.AccountModel;
import org.subaccounts.account.parent.AccountRefusal;
import org.subaccounts.account.settings.AccountSettings;
import org.subaccounts.account.settings.update.UpdateSubAccountSettings;
import org.subaccounts.account.subaccount.SubAccount.Settings;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountCreated;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountDeleted;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountSettingsUpdated;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountSuspended;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountUnsuspended;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountUpdated;
import org.subaccounts.account.subaccount.create.CreateSubAccount;
import org.subaccounts.account.subaccount.delete.DeleteSubAccount;
import org.subaccounts.account.subaccount.lift.LiftReputationSuspension;
import org.subaccounts.account.subaccount.suspend.SuspendSubAccount;
import org.subaccounts.account.subaccount.unsuspend.UnsuspendSubAccount;
import org.subaccounts.account.subaccount.update.UpdateSubAccount;

class SubAccountRulesTest {
    private static final UUID CHILD = new UUID(1, 1);
    private static final UUID PARENT = new UUID(2, 2);
    private static final UUID STRANGER = new UUID(3, 3);
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
    private static final Settings ACME = new Settings("Acme", "acme.example.com", 1_000);

    private final SubAccountCreated created =
            new SubAccountCreated(CHILD, PARENT, ACME.name(), ACME.website(), ACME.monthlyCredit(), AT);
    private final SubAccountSuspended suspended =
            new SubAccountSuspended(CHILD, PARENT, SuspensionCause.PARENT, "unpaid", AT);
    private final SubAccountSuspended protectedFrom =
            new SubAccountSuspended(CHILD, PARENT, SuspensionCause.REPUTATION, "bounces", AT);
    private final SubAccountUnsuspended unsuspended = new SubAccountUnsuspended(CHILD, PARENT, null, AT);
    private final SubAccountDeleted deleted = new SubAccountDeleted(CHILD, PARENT, null, AT);

    private AxonTestFixture fixture = start();

    private static AxonTestFixture start() {
        EventSourcingConfigurer configurer = EventSourcingConfigurer.create()
                .componentRegistry(registry ->
                        registry.disableEnhancer("org.axonframework.update.UpdateCheckerConfigurationEnhancer"));
        new AccountModel().configure(configurer);
        return AxonTestFixture.with(configurer, customization -> customization.disableAxonServer());
    }

    @BeforeEach
    void fresh() {
        fixture.stop();
        fixture = start();
    }

    @AfterEach
    void stop() {
        fixture.stop();
    }

    private void accepts(List<SubAccountEvent> given, Object command, SubAccountEvent expected) {
        fixture.given()
                .events(given.toArray())
                .when()
                .command(command)
                .then()
                .success()
                .events(expected);
    }

    private void refuses(List<SubAccountEvent> given, Object command, Class<? extends SubAccountRefusal> refusal) {
        fixture.given()
                .events(given.toArray())
                .when()
                .command(command)
                .then()
                .exception(refusal)
                .noEvents();
    }

    @Test
    void aParentCreatesASubAccount() {
        fixture.given()
                .noPriorActivity()
                .when()
                .command(new CreateSubAccount(CHILD, PARENT, ACME, AT))
                .then()
                .success()
                .events(created)
                .resultMessagePayload(SubAccountView.created(CHILD, PARENT, ACME, AT));
    }

    @Test
    void anActiveSubAccountIsSuspendedWithAReason() {
        accepts(List.of(created), SuspendSubAccount.byParent(CHILD, PARENT, "unpaid", AT), suspended);
    }

    @Test
    void aSuspendedSubAccountIsNotSuspendedAgain() {
        refuses(
                List.of(created, suspended),
                SuspendSubAccount.byParent(CHILD, PARENT, "again", AT),
                SubAccountRefusal.AlreadySuspended.class);
    }

    @Test
    void aSuspensionIsLifted() {
        accepts(List.of(created, suspended), new UnsuspendSubAccount(CHILD, PARENT, AT), unsuspended);
    }

    @Test
    void whatIsNotSuspendedIsNotUnsuspended() {
        refuses(List.of(created), new UnsuspendSubAccount(CHILD, PARENT, AT), SubAccountRefusal.NotSuspended.class);
        refuses(
                List.of(suspended, unsuspended),
                new UnsuspendSubAccount(CHILD, PARENT, AT),
                SubAccountRefusal.NotSuspended.class);
    }

    private static SuspendSubAccount forReputation(Instant observedAt) {
        return SuspendSubAccount.forReputation(CHILD, PARENT, "bounces", observedAt, AT);
    }

    @Test
    void theReputationProtectionSuspendsAnActiveSubAccount() {
        accepts(List.of(created), forReputation(AT), protectedFrom);
    }

    @Test
    void theReputationProtectionLeavesASuspensionAsItIs() {
        refuses(List.of(created, suspended), forReputation(AT), SubAccountRefusal.AlreadySuspended.class);
        fresh();
        refuses(List.of(created, protectedFrom), forReputation(AT), SubAccountRefusal.AlreadySuspended.class);
        fresh();
        refuses(
                List.of(created, protectedFrom),
                SuspendSubAccount.byParent(CHILD, PARENT, "unpaid", AT),
                SubAccountRefusal.AlreadySuspended.class);
    }

    @Test
    void whatWasSeenBeforeASuspensionWasLiftedCountsNoMore() {
        for (SubAccountSuspended lifted : List.of(suspended, protectedFrom)) {
            for (Instant before : List.of(AT.minusSeconds(60), AT)) {
                fixture.given()
                        .events(created, lifted, unsuspended)
                        .when()
                        .command(forReputation(before))
                        .then()
                        .success()
                        .noEvents();
                fresh();
            }
        }
        accepts(List.of(created, protectedFrom, unsuspended), forReputation(AT.plusMillis(1)), protectedFrom);
    }

    @Test
    void aParentMaySuspendWheneverItWas() {
        accepts(
                List.of(created, suspended, unsuspended),
                SuspendSubAccount.byParent(CHILD, PARENT, "unpaid", AT.minusMillis(1)),
                new SubAccountSuspended(CHILD, PARENT, SuspensionCause.PARENT, "unpaid", AT.minusMillis(1)));
    }

    @Test
    void aSuspensionForReputationIsLiftedByAnOperatorAlone() {
        refuses(
                List.of(created, protectedFrom),
                new UnsuspendSubAccount(CHILD, PARENT, AT),
                SubAccountRefusal.SuspendedByPlatform.class);
        fresh();
        accepts(
                List.of(created, protectedFrom),
                new LiftReputationSuspension(CHILD, "list cleaned", AT),
                new SubAccountUnsuspended(CHILD, PARENT, "list cleaned", AT));
    }

    @Test
    void anOperatorLiftsNeitherTheParentsSuspensionNorNone() {
        LiftReputationSuspension lift = new LiftReputationSuspension(CHILD, "r", AT);
        refuses(List.of(created, suspended), lift, SubAccountRefusal.SuspendedByParent.class);
        fresh();
        refuses(List.of(created), lift, SubAccountRefusal.NotSuspended.class);
        fresh();
        refuses(List.of(created, protectedFrom, unsuspended), lift, SubAccountRefusal.NotSuspended.class);
        fresh();
        refuses(List.of(created, protectedFrom, deleted), lift, SubAccountRefusal.NotFound.class);
        fresh();
        fixture.given()
                .noPriorActivity()
                .when()
                .command(lift)
                .then()
                .exception(SubAccountRefusal.NotFound.class)
                .noEvents();
    }

    @Test
    void aSubAccountThatWasSuspendedForReputationIsDeletedByItsParent() {
        accepts(List.of(created, protectedFrom), new DeleteSubAccount(CHILD, PARENT, null, AT), deleted);
    }

    @Test
    void activeAndSuspendedSubAccountsAreDeleted() {
        accepts(List.of(created), new DeleteSubAccount(CHILD, PARENT, null, AT), deleted);
    }

    @Test
    void aSuspendedSubAccountIsDeleted() {
        accepts(List.of(created, suspended), new DeleteSubAccount(CHILD, PARENT, null, AT), deleted);
    }

    @Test
    void settingsLeftOutStayAsTheyAre() {
        accepts(
                List.of(created),
                new UpdateSubAccount(CHILD, PARENT, null, null, 0L, AT),
                new SubAccountUpdated(CHILD, PARENT, "Acme", "acme.example.com", 0, AT));
    }

    @Test
    void aSuspendedSubAccountCanBeUpdated() {
        accepts(
                List.of(created, suspended),
                new UpdateSubAccount(CHILD, PARENT, "Acme 2", null, null, AT),
                new SubAccountUpdated(CHILD, PARENT, "Acme 2", "acme.example.com", 1_000, AT));
    }

    @Test
    void anUpdateThatChangesNothingIsRefused() {
        refuses(
                List.of(created),
                new UpdateSubAccount(CHILD, PARENT, null, null, null, AT),
                SubAccountRefusal.NothingToChange.class);
        refuses(
                List.of(),
                new UpdateSubAccount(CHILD, PARENT, "Acme", "acme.example.com", 1_000L, AT),
                SubAccountRefusal.NothingToChange.class);
    }

    @Test
    void aSubAccountChangesItsOwnSettingsAndItsParentSeesTheNewName() {
        AccountSettings own = AccountSettings.initial(ACME.name(), ACME.website());
        AccountSettings.Change change =
                new AccountSettings.Change("Renamed", "https://shop.example.com/x", null, true, null, null, null, 1, 0);
        SubAccountSettingsUpdated settingsUpdated = SubAccountSettingsUpdated.of(CHILD, PARENT, own.with(change), AT);
        accepts(List.of(created), new UpdateSubAccountSettings(CHILD, PARENT, change, AT), settingsUpdated);
        fresh();
        accepts(
                List.of(created, settingsUpdated),
                new UpdateSubAccount(CHILD, PARENT, null, "shop.example.com", 5L, AT),
                new SubAccountUpdated(CHILD, PARENT, "Renamed", "https://shop.example.com/x", 5, AT));
        fresh();
        refuses(
                List.of(created, settingsUpdated),
                new UpdateSubAccount(CHILD, PARENT, "Renamed", "shop.example.com", null, AT),
                SubAccountRefusal.NothingToChange.class);
    }

    @Test
    void ownSettingsThatAreSoAlreadyMakeNoEventAndThoseOfADeletedSubAccountAreRefused() {
        AccountSettings.Change same =
                new AccountSettings.Change("Acme", "https://acme.example.com", "", false, false, true, false, 30, 7);
        fixture.given()
                .events(created)
                .when()
                .command(new UpdateSubAccountSettings(CHILD, PARENT, same, AT))
                .then()
                .success()
                .noEvents();
        fresh();
        fixture.given()
                .events(created, deleted)
                .when()
                .command(new UpdateSubAccountSettings(CHILD, PARENT, same, AT))
                .then()
                .exception(AccountRefusal.NotFound.class)
                .noEvents();
    }

    @Test
    void aDeletionKeepsItsReason() {
        accepts(
                List.of(created),
                new DeleteSubAccount(CHILD, PARENT, "the parent account was closed", AT),
                new SubAccountDeleted(CHILD, PARENT, "the parent account was closed", AT));
    }

    @Test
    void aStrangersCommandFindsNothing() {
        for (Object command : commandsOf(STRANGER)) {
            refuses(List.of(created), command, SubAccountRefusal.NotFound.class);
            fresh();
        }
    }

    @Test
    void aSubAccountThatNeverWasIsNotFound() {
        for (Object command : commandsOf(PARENT)) {
            fixture.given()
                    .noPriorActivity()
                    .when()
                    .command(command)
                    .then()
                    .exception(SubAccountRefusal.NotFound.class)
                    .noEvents();
        }
    }

    @Test
    void nothingHappensToADeletedSubAccount() {
        for (Object command : commandsOf(PARENT)) {
            refuses(List.of(created, deleted), command, SubAccountRefusal.NotFound.class);
            fresh();
        }
    }

    private static List<Object> commandsOf(UUID parent) {
        return List.of(
                new UpdateSubAccount(CHILD, parent, "Other", null, null, AT),
                SuspendSubAccount.byParent(CHILD, parent, "reason", AT),
                SuspendSubAccount.forReputation(CHILD, parent, "reason", AT, AT),
                new UnsuspendSubAccount(CHILD, parent, AT),
                new DeleteSubAccount(CHILD, parent, null, AT));
    }
}
