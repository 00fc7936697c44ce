package org.subaccounts.sending.domain.checkdns;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.testkit.AtOnce;
import org.subaccounts.platform.testkit.TestDns;
import org.subaccounts.platform.testkit.TestInfrastructure;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class CheckDnsHttpTest {
    /** Places of the required records in the list. */
    private static final int DKIM = 0;

    private static final int RETURN_PATH = 2;
    private static final String RETURN_PATH_TARGET = "return-path.mail.example.net";

    private final TestDns dns = TestInfrastructure.get().dns();

    @Inject
    Pool pool;

    @Inject
    MeterRegistry meters;

    @AfterEach
    void openTheWayToDns() {
        TestAccount.dns("open");
    }

    @Test
    void withAllRecordsPublishedADomainIsVerified() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        TestAccount.publish(account.addDomain(name).jsonPath().getList("dns_records"));
        account.checkDns(name)
                .then()
                .statusCode(200)
                .body("dns_valid", is(true))
                .body("last_dns_check_at", notNullValue())
                .body("dns_records.propagated", everyItem(is(true)));
        account.domain(name).then().body("dns_valid", is(true));
        account.request()
                .get(account.path("/domains?dns_valid=true"))
                .then()
                .body("data.domain", equalTo(List.of(name)));
    }

    @Test
    void theRequiredRecordsAreEnough() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        publishRequired(account.addDomain(name));
        account.checkDns(name)
                .then()
                .body("dns_valid", is(true))
                .body("dns_records.propagated", equalTo(List.of(true, false, true, false, false, false, false, false)));
    }

    @Test
    void withoutOneRequiredRecordADomainStaysUnverified() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        Map<String, String> dkim = record(account.addDomain(name), 0);
        dns.add("CNAME", host(dkim), content(dkim));
        account.checkDns(name)
                .then()
                .statusCode(200)
                .body("dns_valid", is(false))
                .body("dns_records[0].propagated", is(true))
                .body("dns_records[2].propagated", is(false));
    }

    @Test
    void aRecordWithOtherContentIsNotTheRecord() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        Response added = account.addDomain(name);
        dns.add("TXT", host(record(added, DKIM)), "v=DKIM1; k=rsa; p=SOMEOTHERKEY");
        dns.add("CNAME", host(record(added, RETURN_PATH)), "return-path.elsewhere.example.org");
        account.checkDns(name)
                .then()
                .body("dns_valid", is(false))
                .body("dns_records[0].propagated", is(false))
                .body("dns_records[2].propagated", is(false));
    }

    @Test
    void aliasesAreFollowed() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        Response added = account.addDomain(name);
        Map<String, String> dkim = record(added, DKIM);
        dns.add("CNAME", host(dkim), "dkim.hosting." + name);
        dns.add("CNAME", "dkim.hosting." + name, content(dkim).toUpperCase(java.util.Locale.ROOT) + ".");
        dns.add("CNAME", host(record(added, RETURN_PATH)), "one." + name);
        dns.add("CNAME", "one." + name, "two." + name);
        dns.add("CNAME", "two." + name, RETURN_PATH_TARGET);
        account.checkDns(name)
                .then()
                .body("dns_valid", is(true))
                .body("dns_records[0].propagated", is(true))
                .body("dns_records[2].propagated", is(true));
    }

    @Test
    void anAliasThatLeadsToNoKeyDoesNotVerifyUntilTheKeyIsOut() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        Response added = account.addDomain(name);
        publishRequired(added);
        account.checkDns(name).then().body("dns_valid", is(true));
        String key = content(record(added, DKIM));
        assertThat(published(key)).as("our zone has the key").isNotEmpty();
        dns.remove("TXT", key);
        aMinutePasses(added);
        account.checkDns(name).then().body("dns_valid", is(true)).body("dns_records[0].propagated", is(true));
        await().atMost(java.time.Duration.ofSeconds(20))
                .until(() -> !published(key).isEmpty());
    }

    @Test
    void aResultStandsForAMinute() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        Response added = account.addDomain(name);
        String checkedAt = account.checkDns(name).path("last_dns_check_at");
        publishRequired(added);
        account.checkDns(name).then().body("dns_valid", is(false)).body("last_dns_check_at", equalTo(checkedAt));
        aMinutePasses(added);
        account.checkDns(name).then().body("dns_valid", is(true));
    }

    @Test
    void aTemporaryFailureKeepsTheKnownStateAndCanBeRepeatedAtOnce() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        Response added = account.addDomain(name);
        publishRequired(added);
        account.checkDns(name).then().body("dns_valid", is(true));
        aMinutePasses(added);
        String before = account.domain(name).path("last_dns_check_at");
        TestAccount.dns("close");
        account.checkDns(name)
                .then()
                .statusCode(200)
                .body("dns_valid", is(true))
                .body("dns_records[0].propagated", is(true))
                .body("last_dns_check_at", equalTo(before));
        TestAccount.dns("open");
        dns.remove("CNAME", host(record(added, DKIM)));
        account.checkDns(name)
                .then()
                .body("dns_valid", is(true))
                .body("dns_records[0].propagated", is(false))
                .body("dns_records[2].propagated", is(true));
    }

    @Test
    void aFirstCheckThatFailsForNowIsNoCheck() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        account.addDomain(name).then().statusCode(201);
        TestAccount.dns("close");
        account.checkDns(name)
                .then()
                .statusCode(200)
                .body("dns_valid", is(false))
                .body("last_dns_check_at", nullValue());
    }

    @Test
    void aliasesThatGoRoundInACircleAreNoRecord() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        Response added = account.addDomain(name);
        for (int index : new int[] {DKIM, RETURN_PATH}) {
            dns.add("CNAME", host(record(added, index)), "loop" + index + "." + name);
            dns.add("CNAME", "loop" + index + "." + name, host(record(added, index)));
        }
        account.checkDns(name).then().body("dns_valid", is(false)).body("last_dns_check_at", notNullValue());
    }

    @Test
    void aVerifiedDomainThatLosesARequiredRecordForMinutesIsNotValidAndComesBack() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        Response added = account.addDomain(name);
        publishRequired(added);
        account.checkDns(name).then().body("dns_valid", is(true));
        aMinutePasses(added);
        dns.remove("CNAME", host(record(added, RETURN_PATH)));
        account.checkDns(name).then().body("dns_valid", is(true)).body("dns_records[2].propagated", is(false));
        aMinutePasses(added);
        account.checkDns(name).then().body("dns_valid", is(true));
        fiveMinutesPass(added);
        account.checkDns(name).then().body("dns_valid", is(false));
        aMinutePasses(added);
        dns.add("CNAME", host(record(added, RETURN_PATH)), RETURN_PATH_TARGET);
        account.checkDns(name).then().body("dns_valid", is(true));
    }

    @Test
    void aRecordThatComesBackInBetweenBreaksNothing() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        Response added = account.addDomain(name);
        publishRequired(added);
        account.checkDns(name).then().body("dns_valid", is(true));
        String host = host(record(added, RETURN_PATH));
        for (int i = 0; i < 2; i++) {
            fiveMinutesPass(added);
            dns.remove("CNAME", host);
            account.checkDns(name).then().body("dns_valid", is(true));
            fiveMinutesPass(added);
            dns.add("CNAME", host, RETURN_PATH_TARGET);
            account.checkDns(name).then().body("dns_valid", is(true));
        }
    }

    @Test
    void whatAnotherLookTellsMeanwhileIsNotOverwritten() {
        TestAccount account = TestAccount.with();
        String name = account.verifiedDomain();
        Response verified = account.domain(name);
        aMinutePasses(verified);
        TestAccount.muteDns(name);
        List<Response> answers = AtOnce.times(2, i -> {
            if (i == 0) {
                return account.checkDns(name);
            }
            await().pollDelay(Duration.ofSeconds(1)).until(() -> true); // the look has begun and waits for DNS
            pass(
                    "update dns_check set updated_at = now(), checked_at = now(), propagated = '{TRACKING}' where domain_id = $1",
                    verified);
            return account.domain(name);
        });
        answers.forEach(answer -> answer.then().statusCode(200).body("dns_valid", is(true)));
        assertThat(account.domain(name).<List<Boolean>>path("dns_records.findAll { it.required }.propagated"))
                .as("as the other one saw them")
                .containsOnly(false);
    }

    @Test
    void whoAsksWhileADomainIsLookedUpGetsThatLook() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        account.addDomain(name);
        TestAccount.muteDns(name);
        double before = looks();
        AtOnce.times(8, i -> account.checkDns(name))
                .forEach(answer -> answer.then().statusCode(200).body("dns_valid", is(false)));
        assertThat(looks() - before).as("one, and those of other domains").isBetween(1.0, 4.0);
    }

    @Test
    void whoHangsUpDoesNotEndTheLookForOthers() throws Exception {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        account.addDomain(name);
        TestAccount.muteDns(name);
        String path = account.path("/domains/" + name + "/check-dns");
        List<Response> answers = AtOnce.times(2, i -> {
            if (i == 0) {
                await().pollDelay(Duration.ofMillis(500)).until(() -> true); // the other one's look has begun
                return account.checkDns(name);
            }
            try (Socket socket = new Socket("localhost", RestAssured.port)) {
                String request =
                        "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Length: 0\r\n\r\n"
                                .formatted(path, account.key());
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return account.domain(name);
        });
        answers.forEach(answer -> answer.then().statusCode(200));
    }

    private double looks() {
        return meters.find("sending.dns.check").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    @Test
    void ofSixteenAccountsThatVerifyOneNameAtOnceOneHoldsIt() throws Exception {
        String name = TestAccount.newDomainName();
        List<TestAccount> accounts =
                Stream.generate(TestAccount::partner).limit(16).toList();
        for (TestAccount account : accounts) {
            Response added = account.request()
                    .body(new JsonObject()
                            .put("domain", name)
                            .put("dkim_selector", "k" + account.id().toString().replace("-", ""))
                            .encode())
                    .post(account.path("/domains"));
            dns.add("CNAME", host(record(added, DKIM)), content(record(added, DKIM)));
        }
        dns.add("CNAME", "bounces." + name, RETURN_PATH_TARGET);
        AtOnce.times(accounts.size(), i -> accounts.get(i).checkDns(name)).forEach(check -> check.then()
                .statusCode(200)
                .body("dns_records[0].propagated", is(true))
                .body("dns_records[2].propagated", is(true)));
        assertThat(accounts.stream().filter(account -> account.domain(name).<Boolean>path("dns_valid")))
                .hasSize(1);
    }

    @Test
    void aNameIsFreeForTheNextOnceItIsRemoved() {
        TestAccount first = TestAccount.with();
        TestAccount second = TestAccount.partner();
        String name = TestAccount.newDomainName();
        publishRequired(first.addDomain(name));
        first.checkDns(name).then().body("dns_valid", is(true));
        Response other = second.request()
                .body(new JsonObject()
                        .put("domain", name)
                        .put("dkim_selector", "other")
                        .encode())
                .post(second.path("/domains"));
        dns.add("CNAME", host(record(other, DKIM)), content(record(other, DKIM)));
        second.checkDns(name).then().body("dns_valid", is(false));
        first.request().delete(first.path("/domains/" + name)).then().statusCode(200);
        aMinutePasses(other);
        second.checkDns(name).then().body("dns_valid", is(true));
    }

    private static void publishRequired(Response added) {
        TestAccount.publishRequired(added);
    }

    private List<String> published(String host) {
        return given().get(dns.url()).jsonPath().getList("findAll { it.host == '" + host + "' }.content");
    }

    private static Map<String, String> record(Response added, int index) {
        return added.jsonPath().getMap("dns_records[" + index + "]");
    }

    private static String host(Map<String, String> record) {
        return String.valueOf(record.get("host"));
    }

    private static String content(Map<String, String> record) {
        return String.valueOf(record.get("content"));
    }

    private void aMinutePasses(Response added) {
        pass("update dns_check set checked_at = checked_at - interval '61 seconds' where domain_id = $1", added);
    }

    private void fiveMinutesPass(Response added) {
        pass(
                "update dns_check set checked_at = checked_at - interval '5 minutes',"
                        + " missing_since = missing_since - interval '5 minutes' where domain_id = $1",
                added);
    }

    private void pass(String sql, Response added) {
        pool.preparedQuery(sql)
                .execute(Tuple.of(java.util.UUID.fromString(added.path("id"))))
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
    }
}
