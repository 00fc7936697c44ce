package org.subaccounts.sending.domain;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.test.fixture.AxonTestFixture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.sending.domain.DomainEvent.DkimKeyRetired;
import org.subaccounts.sending.domain.DomainEvent.DkimRotated;
import org.subaccounts.sending.domain.DomainEvent.DkimRotationStarted;
import org.subaccounts.sending.domain.DomainEvent.DomainAdded;
import org.subaccounts.sending.domain.DomainEvent.DomainBroken;
import org.subaccounts.sending.domain.DomainEvent.DomainRemoved;
import org.subaccounts.sending.domain.DomainEvent.DomainUpdated;
import org.subaccounts.sending.domain.DomainEvent.DomainVerified;
import org.subaccounts.sending.domain.add.AddDomain;
import org.subaccounts.sending.domain.checkdns.DnsCheck;
import org.subaccounts.sending.domain.checkdns.Observation;
import org.subaccounts.sending.domain.checkdns.RecordDnsCheck;
import org.subaccounts.sending.domain.dkim.DkimKeys;
import org.subaccounts.sending.domain.records.PlatformHosts;
import org.subaccounts.sending.domain.records.RecordKind;
import org.subaccounts.sending.domain.remove.RemoveDomain;
import org.subaccounts.sending.domain.rotatedkim.RetireDkimKey;
import org.subaccounts.sending.domain.rotatedkim.StartDkimRotation;
import org.subaccounts.sending.domain.rotatedkim.SwitchDkimKey;
import org.subaccounts.sending.domain.update.UpdateDomain;
import org.subaccounts.sending.domain.update.UpdateDomain.SelectorChange;

class DomainDecisionsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration CONFIRM_AFTER = Duration.ofMinutes(5);
    private static final DomainId ID = new DomainId(UUID.fromString("01890000-0000-7000-8000-000000000001"));
    private static final UUID ACCOUNT = UUID.fromString("01890000-0000-7000-8000-000000000002");
    private static final String NAME = "acme.example.com";
    private static final DkimKeys.Sealed SEALED = new DkimKeys.Sealed(Buffer.buffer("x"));
    private static final DomainAdded ADDED = added(true);
    private static final DomainVerified VERIFIED = new DomainVerified(ID, ACCOUNT, NAME);
    private static final DkimRotationStarted STARTED = new DkimRotationStarted(ID, ACCOUNT, NAME, 2, "NEXT");
    private static final DkimRotated ROTATED = new DkimRotated(ID, ACCOUNT, NAME, 2);
    private static final DkimKeyRetired RETIRED = new DkimKeyRetired(ID, ACCOUNT, NAME, 1);

    private static final Set<RecordKind> REQUIRED = Set.of(RecordKind.DKIM, RecordKind.RETURN_PATH);
    private static final DnsCheck ALL_THERE =
            new DnsCheck(Set.of(), REQUIRED, Map.of(), true, Observation.PROPAGATED, true);
    private static final DnsCheck ONE_MISSING = new DnsCheck(
            Set.of(), REQUIRED, Map.of(RecordKind.RETURN_PATH, "bounces." + NAME), false, Observation.PROPAGATED, true);
    private static final DnsCheck UNCERTAIN =
            new DnsCheck(Set.of(), REQUIRED, Map.of(), false, Observation.UNKNOWN, false);

    private AxonTestFixture domains;

    @BeforeEach
    void start() {
        EventSourcingConfigurer configurer = EventSourcingConfigurer.create()
                .componentRegistry(components ->
                        components.disableEnhancer("org.axonframework.update.UpdateCheckerConfigurationEnhancer"));
        new DomainModel(new PlatformHosts("mail.example.net"), CONFIRM_AFTER).configure(configurer);
        domains = AxonTestFixture.with(configurer, AxonTestFixture.Customization::disableAxonServer);
    }

    @AfterEach
    void stop() {
        domains.stop();
    }

    @Test
    void anAddedDomainIsAnEventWithoutThePrivateKey() {
        AddDomain add = new AddDomain(ID, ACCOUNT, NAME, Subdomains.DEFAULTS, null, true, "PUBLIC", SEALED, NOW);
        domains.given().noPriorActivity().when().command(add).then().success().events(ADDED);
    }

    @Test
    void aDomainWhoseRequiredRecordsAreThereIsVerified() {
        given(ADDED).when().command(lookup(ALL_THERE)).then().success().events(VERIFIED);
    }

    @Test
    void aDomainIsVerifiedOnce() {
        given(ADDED, VERIFIED)
                .when()
                .command(lookup(ALL_THERE))
                .then()
                .success()
                .noEvents();
    }

    @Test
    void withARequiredRecordMissingADomainStaysUnverified() {
        given(ADDED).when().command(lookup(ONE_MISSING)).then().success().noEvents();
    }

    @Test
    void aLookupOfOtherNamesThanTheDomainHasNowCountsForNothing() {
        DomainUpdated updated =
                new DomainUpdated(ID, ACCOUNT, NAME, new Subdomains("mail", null, null, null), "s1", null);
        given(ADDED, updated).when().command(lookup(ALL_THERE)).then().success().noEvents();
    }

    @Test
    void aRequiredRecordThatIsMissedForTheFirstTimeBreaksNothing() {
        given(ADDED, VERIFIED)
                .when()
                .command(lookup(ONE_MISSING))
                .then()
                .success()
                .noEvents();
    }

    @Test
    void aRequiredRecordThatIsMissingFiveMinutesLaterStillBreaksTheDomain() {
        given(ADDED, VERIFIED)
                .when()
                .command(lookup(ONE_MISSING, RecordKind.RETURN_PATH, NOW.minus(CONFIRM_AFTER)))
                .then()
                .success()
                .events(new DomainBroken(ID, ACCOUNT, NAME, List.of("bounces." + NAME)));
    }

    @Test
    void aLookThatBeganBeforeTheDomainWasVerifiedBreaksNothing() {
        RecordDnsCheck late = lookup(ONE_MISSING, RecordKind.RETURN_PATH, NOW.minus(CONFIRM_AFTER));
        DomainState then = late.lookedUp();
        DomainState unverified =
                new DomainState(ID, ACCOUNT, NAME, then.subdomains(), then.dkim(), false, then.known(), NOW, NOW, NOW);
        given(ADDED, VERIFIED)
                .when()
                .command(new RecordDnsCheck(ID, unverified, ONE_MISSING, NOW))
                .then()
                .success()
                .noEvents();
    }

    @Test
    void beforeThatTimeItBreaksNothing() {
        given(ADDED, VERIFIED)
                .when()
                .command(lookup(
                        ONE_MISSING,
                        RecordKind.RETURN_PATH,
                        NOW.minus(CONFIRM_AFTER).plusMillis(1)))
                .then()
                .success()
                .noEvents();
    }

    @Test
    void anotherRecordThatWasMissingBeforeDoesNotCount() {
        given(ADDED, VERIFIED)
                .when()
                .command(lookup(ONE_MISSING, RecordKind.DKIM, NOW.minus(CONFIRM_AFTER)))
                .then()
                .success()
                .noEvents();
    }

    @Test
    void aTemporaryFailureOfTheResolverBreaksNothing() {
        given(ADDED, VERIFIED)
                .when()
                .command(lookup(UNCERTAIN, RecordKind.RETURN_PATH, NOW.minus(CONFIRM_AFTER)))
                .then()
                .success()
                .noEvents();
    }

    @Test
    void aBrokenDomainIsVerifiedAgain() {
        given(ADDED, VERIFIED, new DomainBroken(ID, ACCOUNT, NAME, List.of("x")))
                .when()
                .command(lookup(ALL_THERE))
                .then()
                .success()
                .events(VERIFIED);
    }

    @Test
    void untilItIsVerifiedADomainsNamesCanBeChanged() {
        given(ADDED)
                .when()
                .command(new UpdateDomain(ID, new Subdomains("mail", null, null, "img"), new SelectorChange("acme")))
                .then()
                .success()
                .events(new DomainUpdated(
                        ID, ACCOUNT, NAME, new Subdomains("mail", null, null, "img"), "acme", "acme"));
    }

    @Test
    void aSelectorThatIsTakenBackIsTheDefaultAgain() {
        given(ADDED, new DomainUpdated(ID, ACCOUNT, NAME, Subdomains.DEFAULTS, "acme", "acme"))
                .when()
                .command(new UpdateDomain(ID, Subdomains.DEFAULTS, new SelectorChange(null)))
                .then()
                .success()
                .events(new DomainUpdated(ID, ACCOUNT, NAME, Subdomains.DEFAULTS, "s1", null));
    }

    @Test
    void fromTheFirstVerificationOnNamesStay() {
        DomainBroken broken = new DomainBroken(ID, ACCOUNT, NAME, List.of("x"));
        UpdateDomain subdomain = new UpdateDomain(ID, new Subdomains("mail", null, null, null), null);
        UpdateDomain selector = new UpdateDomain(ID, Subdomains.DEFAULTS, new SelectorChange("acme"));
        given(ADDED, VERIFIED).when().command(subdomain).then().exception(DomainRefusal.SubdomainsLocked.class);
        given(ADDED, VERIFIED, broken).when().command(subdomain).then().exception(DomainRefusal.SubdomainsLocked.class);
        given(ADDED, VERIFIED).when().command(selector).then().exception(DomainRefusal.SelectorLocked.class);
    }

    @Test
    void whatIsThereAlreadyMayBeSaidAgain() {
        given(ADDED, VERIFIED)
                .when()
                .command(new UpdateDomain(ID, Subdomains.DEFAULTS, new SelectorChange(null)))
                .then()
                .success()
                .noEvents();
    }

    @Test
    void subdomainsMustDifferAlsoFromDefaults() {
        given(ADDED)
                .when()
                .command(new UpdateDomain(ID, new Subdomains("click", null, null, null), null))
                .then()
                .exception(DomainRefusal.SubdomainsCollide.class);
    }

    @Test
    void aRotationPutsANextKeyIntoTheSecondSlotThenSignsWithItThenForgetsTheLast() {
        given(ADDED, VERIFIED)
                .when()
                .command(new StartDkimRotation(ID, 2, "NEXT", SEALED))
                .then()
                .success()
                .events(STARTED);
        given(ADDED, VERIFIED, STARTED)
                .when()
                .command(new SwitchDkimKey(ID, "NEXT"))
                .then()
                .success()
                .events(ROTATED);
        given(ADDED, VERIFIED, STARTED, ROTATED)
                .when()
                .command(new RetireDkimKey(ID, "PUBLIC"))
                .then()
                .success()
                .events(RETIRED);
    }

    @Test
    void theNextRotationUsesTheFirstSlotAgain() {
        given(ADDED, VERIFIED, STARTED, ROTATED, RETIRED)
                .when()
                .command(new StartDkimRotation(ID, 1, "THIRD", SEALED))
                .then()
                .success()
                .events(new DkimRotationStarted(ID, ACCOUNT, NAME, 1, "THIRD"));
    }

    @Test
    void aStepThatWasTakenAlreadyIsNotTakenAgain() {
        given(ADDED, VERIFIED, STARTED, ROTATED)
                .when()
                .command(new SwitchDkimKey(ID, "NEXT"))
                .then()
                .success()
                .noEvents();
        given(ADDED, VERIFIED, STARTED)
                .when()
                .command(new SwitchDkimKey(ID, "SOME OTHER KEY"))
                .then()
                .success()
                .noEvents();
        given(ADDED, VERIFIED, STARTED, ROTATED, RETIRED)
                .when()
                .command(new RetireDkimKey(ID, "PUBLIC"))
                .then()
                .success()
                .noEvents();
    }

    @Test
    void aRotationNeedsAVerifiedDomainItsSecondAliasAndTheEndOfTheLastOne() {
        StartDkimRotation start = new StartDkimRotation(ID, 2, "NEXT", SEALED);
        given(ADDED).when().command(start).then().exception(DomainRefusal.NotReadyToRotate.class);
        given(ADDED, VERIFIED)
                .when()
                .command(new StartDkimRotation(ID, 0, "NEXT", SEALED))
                .then()
                .exception(DomainRefusal.NotReadyToRotate.class);
        given(ADDED, VERIFIED, STARTED).when().command(start).then().exception(DomainRefusal.RotationUnderWay.class);
        given(ADDED, VERIFIED, STARTED, ROTATED)
                .when()
                .command(new StartDkimRotation(ID, 1, "THIRD", SEALED))
                .then()
                .exception(DomainRefusal.RotationUnderWay.class);
        given(added(false), VERIFIED).when().command(start).then().exception(DomainRefusal.KeyOfItsOwn.class);
    }

    @Test
    void aRemovedDomainIsGoneForGood() {
        DomainRemoved removed = new DomainRemoved(ID, ACCOUNT, NAME);
        given(ADDED, VERIFIED)
                .when()
                .command(new RemoveDomain(ID))
                .then()
                .success()
                .events(removed);
        given(ADDED, removed)
                .when()
                .command(new RemoveDomain(ID))
                .then()
                .success()
                .noEvents();
        given(ADDED, removed).when().command(lookup(ALL_THERE)).then().success().noEvents();
        given(ADDED, removed)
                .when()
                .command(new UpdateDomain(ID, Subdomains.DEFAULTS, null))
                .then()
                .exception(DomainRefusal.NotFound.class);
        given(ADDED, VERIFIED, removed)
                .when()
                .command(new StartDkimRotation(ID, 2, "NEXT", SEALED))
                .then()
                .exception(DomainRefusal.NotFound.class);
    }

    private org.axonframework.test.fixture.AxonTestPhase.Given given(Object... events) {
        return domains.given().events(events);
    }

    private static DomainAdded added(boolean delegated) {
        return new DomainAdded(ID, ACCOUNT, NAME, Subdomains.DEFAULTS, "s1", null, "PUBLIC", delegated, NOW);
    }

    private static RecordDnsCheck lookup(DnsCheck check) {
        return lookup(check, null, null);
    }

    private static RecordDnsCheck lookup(
            DnsCheck check, @Nullable RecordKind missedBefore, @Nullable Instant missedSince) {
        DomainState state = DomainState.added(ADDED);
        KnownRecords known = new KnownRecords(
                Set.of(),
                missedBefore == null ? Set.of() : Set.of(missedBefore),
                missedSince,
                missedSince,
                missedSince);
        return new RecordDnsCheck(
                ID,
                new DomainState(ID, ACCOUNT, NAME, state.subdomains(), state.dkim(), true, known, NOW, NOW, NOW),
                check,
                NOW);
    }
}
