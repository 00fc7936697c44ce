package org.subaccounts.sending.domain.checkdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.testkit.EventReader;
import org.subaccounts.platform.testkit.TestDns;
import org.subaccounts.platform.testkit.TestInfrastructure;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;
import org.subaccounts.sending.domain.DomainId;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class RecheckDomainsTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final TestDns dns = TestInfrastructure.get().dns();

    @Inject
    Pool pool;

    @Inject
    RecheckQueue queue;

    @AfterEach
    void openTheWayToDns() {
        TestAccount.dns("open");
    }

    @Test
    void aDomainWhoseRecordsWerePublishedVerifiesByItself() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        Response added = account.addDomain(name);
        TestAccount.publishRequired(added);
        assertThat(secondsUntilDue(added)).as("looked up soon, not at once").isBetween(40.0, 80.0);
        makeDue(added);
        await().atMost(SOON).until(() -> isValid(account, name));
        assertThat(secondsUntilDue(added)).as("then every 20 minutes or so").isBetween(800.0, 1_600.0);
        try (EventReader events = new EventReader(Topics.SENDING)) {
            await().atMost(SOON).untilAsserted(() -> assertThat(events.typesAbout("domain", name))
                    .containsExactly("DomainAdded", "DomainVerified"));
        }
    }

    @Test
    void aDomainThatNobodyVerifiesIsGivenUpAfterAWeekUntilItsOwnerChecksIt() {
        TestAccount account = TestAccount.with();
        Response added = account.addDomain(TestAccount.newDomainName());
        sql("update domain set updated_at = now() - interval '2 days' where id = '" + id(added) + "'");
        makeDue(added);
        await().atMost(SOON).until(() -> secondsUntilDue(added) > 2_000);
        assertThat(secondsUntilDue(added)).as("at most an hour, and a quarter").isLessThan(4_600);
        sql("update domain set updated_at = now() - interval '8 days' where id = '" + id(added) + "'");
        makeDue(added);
        await().atMost(SOON).until(() -> secondsUntilDue(added) == Double.POSITIVE_INFINITY);
        TestAccount.publishRequired(added);
        sql("update dns_check set checked_at = checked_at - interval '2 minutes' where domain_id = '" + id(added)
                + "'");
        account.checkDns(added.path("domain")).then().body("dns_valid", is(true));
        assertThat(secondsUntilDue(added)).isLessThan(1_600);
    }

    @Test
    void aLostRecordBreaksADomainAtTheSecondLookAndItsReturnHealsIt() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        Response added = account.addDomain(name);
        TestAccount.publishRequired(added);
        account.checkDns(name).then().body("dns_valid", is(true));
        dns.remove("CNAME", "bounces." + name);
        makeDue(added);
        await().atMost(SOON)
                .until(() -> count("select count(*) from dns_check where missing_since is not null and domain_id = '"
                                + id(added) + "'")
                        == 1);
        assertThat(isValid(account, name)).isTrue();
        assertThat(secondsUntilDue(added)).as("the second look comes soon").isBetween(290.0, 400.0);
        sql("update dns_check set missing_since = missing_since - interval '5 minutes' where domain_id = '" + id(added)
                + "'");
        makeDue(added);
        await().atMost(SOON).until(() -> !isValid(account, name));
        dns.add("CNAME", "bounces." + name, "return-path.mail.example.net");
        makeDue(added);
        await().atMost(SOON).until(() -> isValid(account, name));
        try (EventReader events = new EventReader(Topics.SENDING)) {
            await().atMost(SOON).untilAsserted(() -> assertThat(events.typesAbout("domain", name))
                    .containsExactly("DomainAdded", "DomainVerified", "DomainBroken", "DomainVerified"));
        }
    }

    @Test
    void whileDnsIsSilentNothingBreaksAndTheNextLookComesSoon() {
        TestAccount account = TestAccount.with();
        String name = account.verifiedDomain();
        Response domain = account.domain(name);
        TestAccount.dns("close");
        makeDue(domain);
        await().atMost(SOON).until(() -> secondsUntilDue(domain) > 200);
        assertThat(secondsUntilDue(domain)).isLessThan(400);
        assertThat(isValid(account, name)).isTrue();
        assertThat(account.domain(name).<String>path("last_dns_check_at")).isEqualTo(domain.path("last_dns_check_at"));
    }

    /** Several rounds, since on a busy machine the four seconds of a dead one may pass before anybody was looked up. */
    @Test
    void domainsWithADeadServerDoNotHoldUpTheOthers() {
        int rounds = 3;
        assertThat(IntStream.range(0, rounds).anyMatch(round -> goOnWhileDeadOnesWait()))
                .as("6 good ones go through the 3 places that are left, before the first dead one gives up its place")
                .isTrue();
    }

    private boolean goOnWhileDeadOnesWait() {
        List<Response> dead = IntStream.range(0, 5).mapToObj(i -> added()).toList();
        List<Response> good = IntStream.range(0, 20).mapToObj(i -> added()).toList();
        dead.forEach(domain -> TestAccount.muteDns(domain.path("domain")));
        // the dead ones are the longest due: they get their places first
        dead.forEach(domain -> makeDue(domain, "1 hour"));
        makeAllDue(good);
        await().atMost(SOON).until(() -> looks(Stream.concat(dead.stream(), good.stream())) == 25);
        OffsetDateTime firstDead = looked(dead, "min");
        boolean sideBySide = Duration.between(firstDead, looked(dead, "max")).compareTo(Duration.ofSeconds(4)) < 0;
        return sideBySide
                && count("select count(*) from dns_check where domain_id in (" + ids(good.stream())
                                + ") and updated_at < '" + firstDead + "'")
                        >= 6;
    }

    @Test
    void replicasShareWhatIsDueAndALeaseThatEndsGivesItBack() {
        List<UUID> due = IntStream.range(0, 40).mapToObj(i -> new UUID(7, i)).toList();
        due.forEach(id -> sql("insert into dns_recheck values ('" + id + "', now() + interval '1 hour')"));
        try {
            sql("update dns_recheck set due_at = 'epoch' where domain_id in (" + quoted(due) + ")");
            List<CompletableFuture<List<DomainId>>> claims = IntStream.range(0, 8)
                    .mapToObj(i -> queue.claim(5, Duration.ofSeconds(2)).subscribeAsCompletionStage())
                    .toList();
            List<UUID> claimed = new ArrayList<>();
            claims.forEach(claim -> claim.join().stream()
                    .map(DomainId::value)
                    .filter(due::contains)
                    .forEach(claimed::add));
            Set<UUID> distinct = new HashSet<>(claimed);
            assertThat(claimed).isNotEmpty().hasSameSizeAs(distinct);
            // nobody did the work: it is due again, and the service takes it
            await().atMost(SOON)
                    .until(() -> count("select count(*) from dns_recheck where due_at > now() + interval '1 minute'"
                                    + " and domain_id in (" + quoted(due) + ")")
                            == due.size());
        } finally {
            sql("delete from dns_recheck where domain_id in (" + quoted(due) + ")");
        }
    }

    @Test
    void aRemovedDomainIsNotLookedUpAnyMore() {
        TestAccount account = TestAccount.with();
        Response added = account.addDomain(TestAccount.newDomainName());
        account.request()
                .delete(account.path("/domains/" + added.path("domain")))
                .then()
                .statusCode(200);
        assertThat(count("select count(*) from dns_recheck where domain_id = '" + id(added) + "'"))
                .isZero();
    }

    private static Response added() {
        return TestAccount.with().addDomain(TestAccount.newDomainName());
    }

    private static boolean isValid(TestAccount account, String name) {
        return account.domain(name).path("dns_valid");
    }

    private static String id(Response domain) {
        return domain.path("id");
    }

    private void makeDue(Response domain) {
        makeDue(domain, "0 seconds");
    }

    private void makeDue(Response domain, String ago) {
        sql("update dns_recheck set due_at = now() - interval '" + ago + "' where domain_id = '" + id(domain) + "'");
    }

    private void makeAllDue(List<Response> domains) {
        sql("update dns_recheck set due_at = now() where domain_id in (" + ids(domains.stream()) + ")");
    }

    private double secondsUntilDue(Response domain) {
        return row("select extract(epoch from due_at - now())::float8 from dns_recheck where domain_id = '" + id(domain)
                        + "'")
                .getDouble(0);
    }

    private long looks(Stream<Response> domains) {
        return count("select count(*) from dns_check where domain_id in (" + ids(domains) + ")");
    }

    private OffsetDateTime looked(List<Response> domains, String which) {
        return row("select " + which + "(updated_at) from dns_check where domain_id in (" + ids(domains.stream()) + ")")
                .getOffsetDateTime(0);
    }

    private static String ids(Stream<Response> domains) {
        return quoted(domains.map(domain -> UUID.fromString(id(domain))).toList());
    }

    private static String quoted(List<UUID> ids) {
        return String.join(",", ids.stream().map(id -> "'" + id + "'").toList());
    }

    private long count(String sql) {
        return row(sql).getLong(0);
    }

    private Row row(String sql) {
        return rows(sql).iterator().next();
    }

    private void sql(String sql) {
        assertThat(rows(sql).rowCount()).isNotNegative();
    }

    private RowSet<Row> rows(String sql) {
        return pool.query(sql)
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
