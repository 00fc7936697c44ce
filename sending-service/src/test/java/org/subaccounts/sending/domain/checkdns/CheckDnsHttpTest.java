package org.subaccounts.sending.domain.checkdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.testkit.TestDns;
import org.subaccounts.platform.testkit.TestInfrastructure;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class CheckDnsHttpTest {
    private static final String RETURN_PATH_TARGET = "return-path.mail.example.net";

    private final TestDns dns = TestInfrastructure.get().dns();

    @Inject
    Pool pool;

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
                .body("dns_records.propagated", equalTo(List.of(true, true, true, true, true, true)));
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
                .body("dns_records.propagated", equalTo(List.of(true, true, false, false, false, false)));
    }

    @Test
    void withoutOneRequiredRecordADomainStaysUnverified() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        Map<String, String> dkim = record(account.addDomain(name), 0);
        dns.add("TXT", host(dkim), content(dkim));
        account.checkDns(name)
                .then()
                .statusCode(200)
                .body("dns_valid", is(false))
                .body("dns_records[0].propagated", is(true))
                .body("dns_records[1].propagated", is(false));
    }

    @Test
    void aRecordWithOtherContentIsNotTheRecord() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        Response added = account.addDomain(name);
        dns.add("TXT", host(record(added, 0)), "v=DKIM1; k=rsa; p=SOMEOTHERKEY");
        dns.add("CNAME", host(record(added, 1)), "return-path.elsewhere.example.org");
        account.checkDns(name).then().body("dns_valid", is(false)).body("dns_records[1].propagated", is(false));
    }

    @Test
    void aliasesAreFollowedAndSplitTextsJoined() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        Response added = account.addDomain(name);
        Map<String, String> dkim = record(added, 0);
        String text = content(dkim);
        dns.add("CNAME", host(dkim), "dkim.hosting." + name);
        dns.add(
                "TXT",
                "dkim.hosting." + name,
                "\"" + text.substring(0, 100) + "\" \"" + text.substring(100, 300) + "\" \"" + text.substring(300)
                        + "\"");
        dns.add("CNAME", host(record(added, 1)), "one." + name);
        dns.add("CNAME", "one." + name, "two." + name);
        dns.add("CNAME", "two." + name, RETURN_PATH_TARGET);
        account.checkDns(name)
                .then()
                .body("dns_valid", is(true))
                .body("dns_records[0].propagated", is(true))
                .body("dns_records[1].propagated", is(true));
    }

    @Test
    void aResultStandsForAMinute() throws Exception {
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
    void aTemporaryFailureKeepsTheKnownStateAndCanBeRepeatedAtOnce() throws Exception {
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
        dns.remove("TXT", host(record(added, 0)));
        account.checkDns(name)
                .then()
                .body("dns_valid", is(false))
                .body("dns_records[0].propagated", is(false))
                .body("dns_records[1].propagated", is(true));
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
        for (int index : new int[] {0, 1}) {
            dns.add("CNAME", host(record(added, index)), "loop" + index + "." + name);
            dns.add("CNAME", "loop" + index + "." + name, host(record(added, index)));
        }
        account.checkDns(name).then().body("dns_valid", is(false)).body("last_dns_check_at", notNullValue());
    }

    @Test
    void aVerifiedDomainThatLosesARequiredRecordIsNotValidAndComesBack() throws Exception {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        Response added = account.addDomain(name);
        publishRequired(added);
        account.checkDns(name).then().body("dns_valid", is(true));
        aMinutePasses(added);
        dns.remove("CNAME", host(record(added, 1)));
        account.checkDns(name).then().body("dns_valid", is(false));
        aMinutePasses(added);
        dns.add("CNAME", host(record(added, 1)), RETURN_PATH_TARGET);
        account.checkDns(name).then().body("dns_valid", is(true));
    }

    @Test
    void ofTwoAccountsThatVerifyOneNameAtOnceOneHoldsIt() throws Exception {
        TestAccount first = TestAccount.with();
        TestAccount second = TestAccount.with();
        String name = TestAccount.newDomainName();
        Response added = first.addDomain(name);
        publishRequired(added);
        Map<String, String> otherDkim = record(second.addDomain(name), 0);
        dns.add("TXT", host(otherDkim), content(otherDkim));

        List<CompletableFuture<Response>> checks = Stream.of(first, second)
                .map(account -> CompletableFuture.supplyAsync(() -> account.checkDns(name)))
                .toList();
        for (CompletableFuture<Response> check : checks) {
            check.get(20, TimeUnit.SECONDS)
                    .then()
                    .statusCode(200)
                    .body("dns_records[0].propagated", is(true))
                    .body("dns_records[1].propagated", is(true));
        }
        assertThat(Stream.of(first, second).map(account -> account.domain(name).<Boolean>path("dns_valid")))
                .containsExactlyInAnyOrder(true, false);
    }

    @Test
    void aNameIsFreeForTheNextOnceItIsRemoved() throws Exception {
        TestAccount first = TestAccount.with();
        TestAccount second = TestAccount.with();
        String name = TestAccount.newDomainName();
        publishRequired(first.addDomain(name));
        first.checkDns(name).then().body("dns_valid", is(true));
        Response other = second.addDomain(name);
        dns.add("TXT", host(record(other, 0)), content(record(other, 0)));
        second.checkDns(name).then().body("dns_valid", is(false));
        first.request().delete(first.path("/domains/" + name)).then().statusCode(200);
        aMinutePasses(other);
        second.checkDns(name).then().body("dns_valid", is(true));
    }

    private void publishRequired(Response added) {
        TestAccount.publish(
                added.jsonPath().<Map<String, Object>>getList("dns_records").subList(0, 2));
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

    private void aMinutePasses(Response added) throws Exception {
        pool.preparedQuery("update dns_check set checked_at = checked_at - interval '61 seconds' where domain_id = $1")
                .execute(Tuple.of(java.util.UUID.fromString(added.path("id"))))
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }
}
