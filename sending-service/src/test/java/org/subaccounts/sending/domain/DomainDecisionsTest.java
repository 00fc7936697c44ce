package org.subaccounts.sending.domain;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.test.fixture.AxonTestFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.sending.domain.DomainEvent.DomainAdded;
import org.subaccounts.sending.domain.DomainEvent.DomainBroken;
import org.subaccounts.sending.domain.DomainEvent.DomainRemoved;
import org.subaccounts.sending.domain.DomainEvent.DomainVerified;
import org.subaccounts.sending.domain.add.AddDomain;
import org.subaccounts.sending.domain.checkdns.DnsCheck;
import org.subaccounts.sending.domain.checkdns.RecordDnsCheck;
import org.subaccounts.sending.domain.dkim.DkimKeys;
import org.subaccounts.sending.domain.records.PlatformHosts;
import org.subaccounts.sending.domain.remove.RemoveDomain;

class DomainDecisionsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final DomainId ID = new DomainId(UUID.fromString("01890000-0000-7000-8000-000000000001"));
    private static final UUID ACCOUNT = UUID.fromString("01890000-0000-7000-8000-000000000002");
    private static final String NAME = "acme.example.com";
    private static final DomainAdded ADDED =
            new DomainAdded(ID, ACCOUNT, NAME, Subdomains.DEFAULTS, "s1", "PUBLIC", NOW);
    private static final DomainVerified VERIFIED = new DomainVerified(ID, ACCOUNT, NAME);

    private static final DnsCheck ALL_THERE = new DnsCheck(Set.of(), List.of(), true, true);
    private static final DnsCheck ONE_MISSING = new DnsCheck(Set.of(), List.of("bounces." + NAME), false, true);
    private static final DnsCheck UNCERTAIN = new DnsCheck(Set.of(), List.of(), false, false);

    private AxonTestFixture domains;

    @BeforeEach
    void start() {
        EventSourcingConfigurer configurer = EventSourcingConfigurer.create()
                .componentRegistry(components ->
                        components.disableEnhancer("org.axonframework.update.UpdateCheckerConfigurationEnhancer"));
        new DomainModel(new PlatformHosts("mail.example.net")).configure(configurer);
        domains = AxonTestFixture.with(configurer, AxonTestFixture.Customization::disableAxonServer);
    }

    @AfterEach
    void stop() {
        domains.stop();
    }

    @Test
    void anAddedDomainIsAnEventWithoutThePrivateKey() {
        AddDomain add = new AddDomain(
                ID, ACCOUNT, NAME, Subdomains.DEFAULTS, "s1", "PUBLIC", new DkimKeys.Sealed(Buffer.buffer("x")), NOW);
        domains.given().noPriorActivity().when().command(add).then().success().events(ADDED);
    }

    @Test
    void aDomainWhoseRequiredRecordsAreThereIsVerified() {
        domains.given()
                .event(ADDED)
                .when()
                .command(new RecordDnsCheck(ID, ALL_THERE, NOW))
                .then()
                .success()
                .events(VERIFIED);
    }

    @Test
    void aDomainIsVerifiedOnce() {
        domains.given()
                .events(ADDED, VERIFIED)
                .when()
                .command(new RecordDnsCheck(ID, ALL_THERE, NOW))
                .then()
                .success()
                .noEvents();
    }

    @Test
    void withARequiredRecordMissingADomainStaysUnverified() {
        domains.given()
                .event(ADDED)
                .when()
                .command(new RecordDnsCheck(ID, ONE_MISSING, NOW))
                .then()
                .success()
                .noEvents();
    }

    @Test
    void aVerifiedDomainThatLosesARequiredRecordIsBroken() {
        domains.given()
                .events(ADDED, VERIFIED)
                .when()
                .command(new RecordDnsCheck(ID, ONE_MISSING, NOW))
                .then()
                .success()
                .events(new DomainBroken(ID, ACCOUNT, NAME, List.of("bounces." + NAME)));
    }

    @Test
    void aTemporaryFailureOfTheResolverBreaksNothing() {
        domains.given()
                .events(ADDED, VERIFIED)
                .when()
                .command(new RecordDnsCheck(ID, UNCERTAIN, NOW))
                .then()
                .success()
                .noEvents();
    }

    @Test
    void aBrokenDomainIsVerifiedAgain() {
        domains.given()
                .events(ADDED, VERIFIED, new DomainBroken(ID, ACCOUNT, NAME, List.of("x")))
                .when()
                .command(new RecordDnsCheck(ID, ALL_THERE, NOW))
                .then()
                .success()
                .events(VERIFIED);
    }

    @Test
    void aRemovedDomainIsGoneForGood() {
        DomainRemoved removed = new DomainRemoved(ID, ACCOUNT, NAME);
        domains.given()
                .events(ADDED, VERIFIED)
                .when()
                .command(new RemoveDomain(ID))
                .then()
                .success()
                .events(removed);
        domains.given()
                .events(ADDED, removed)
                .when()
                .command(new RemoveDomain(ID))
                .then()
                .success()
                .noEvents();
        domains.given()
                .events(ADDED, removed)
                .when()
                .command(new RecordDnsCheck(ID, ALL_THERE, NOW))
                .then()
                .success()
                .noEvents();
    }
}
