package org.subaccounts.sending.message.deliver;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.platform.localinfra.ReceivedMail;
import org.subaccounts.platform.testkit.AtOnce;
import org.subaccounts.platform.testkit.TestDns;
import org.subaccounts.platform.testkit.TestInfrastructure;
import org.subaccounts.platform.testkit.TestMail;
import org.subaccounts.platform.testkit.TestOidc;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;

/** DKIM rotation as receivers see it: every mail verifies, before, while and after the key changes. */
@QuarkusTest
@WithTestResource(SendingTestResource.class)
class RotatedKeysTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final TestMail mail = TestInfrastructure.get().mail();
    private final TestDns dns = TestInfrastructure.get().dns();
    private final TestOidc oidc = TestInfrastructure.get().oidc();

    @Inject
    Pool pool;

    @Test
    void keysAlternateAndEveryMailVerifies() throws Exception {
        TestAccount account = TestAccount.with();
        String name = account.verifiedDomain();
        Response domain = account.domain(name);
        domain.then().body("rotation_ready", is(true));
        String firstHost = domain.path("dns_records[0].content");
        String firstKey = key(name);
        byte[] before = arrived(account, name, "s1");

        rotate(domain).statusCode(202).body("active_selector", equalTo("s1")).body("next_selector", equalTo("s2"));
        await().atMost(SOON).until(() -> phase(name).equals("RETIRING"));
        account.domain(name)
                .then()
                .body("rotation_ready", is(false))
                .body("dns_records[0].required", is(false))
                .body("dns_records[1].required", is(true))
                .body("dns_valid", is(true));
        byte[] after = arrived(account, name, "s2");
        assertThat(key(name)).isNotEqualTo(firstKey);
        assertThat(Mail.parse(before).signers(dns)).as("mail under way").containsExactly(name);
        rotate(domain).statusCode(409);

        sql("update domain set dkim_phase_since = now() - interval '7 days' where name = '" + name + "'");
        await().atMost(SOON).until(() -> phase(name).equals("STEADY"));
        await().atMost(SOON).until(() -> published(firstHost).isEmpty());
        assertThat(Mail.parse(after).signers(dns)).containsExactly(name);

        rotate(domain).statusCode(202).body("active_selector", equalTo("s2")).body("next_selector", equalTo("s1"));
        await().atMost(SOON).until(() -> phase(name).equals("RETIRING"));
        assertThat(key(name)).isNotEqualTo(firstKey);
        assertThat(published(firstHost)).hasSize(1).allMatch(text -> !text.contains(firstKey));
        arrived(account, name, "s1");
        account.checkDns(name).then().body("dns_valid", is(true));
        assertThat(count("select count(*) from dkim_standby_key k join domain d on d.id = k.domain_id where d.name = '"
                        + name + "'"))
                .isZero();
    }

    @Test
    void untilTheNextKeyIsSeenTheLastOneSigns() throws Exception {
        TestAccount account = TestAccount.with();
        String name = account.verifiedDomain();
        Response domain = account.domain(name);
        String nextHost = rotatedUnseen(domain, name);
        arrived(account, name, "s1");
        assertThat(phase(name)).isEqualTo("PUBLISHING");
        rotate(domain).statusCode(409);
        dns.add("CNAME", "s2._domainkey." + name, nextHost);
        await().atMost(SOON).until(() -> phase(name).equals("RETIRING"));
        arrived(account, name, "s2");
    }

    @Test
    void aNextKeyThatTheZoneHasLostIsWrittenAgain() {
        TestAccount account = TestAccount.with();
        String name = account.verifiedDomain();
        String nextHost = rotatedUnseen(account.domain(name), name);
        await().atMost(SOON)
                .until(() -> count("select count(*) from dkim_record where host = '" + nextHost
                                + "' and pushed_key = public_key")
                        == 1);
        dns.remove("TXT", nextHost);
        assertThat(published(nextHost)).isEmpty();
        sql("update dkim_record set pushed_at = pushed_at - interval '1 minute' where host = '" + nextHost + "'");
        dns.add("CNAME", "s2._domainkey." + name, nextHost);
        await().atMost(SOON).until(() -> phase(name).equals("RETIRING"));
        assertThat(published(nextHost)).hasSize(1);
    }

    /** Begins a rotation to a key that is published, but that the domain does not point to. Gives the host of the key. */
    private String rotatedUnseen(Response domain, String name) {
        dns.remove("CNAME", "s2._domainkey." + name);
        rotate(domain).statusCode(202);
        String nextHost = domain.path("dns_records[1].content");
        await().atMost(SOON).until(() -> !published(nextHost).isEmpty());
        return nextHost;
    }

    @Test
    void ofManyRotationsAtOnceOneBegins() {
        TestAccount account = TestAccount.with();
        Response domain = account.domain(account.verifiedDomain());
        List<Integer> statuses = AtOnce.times(6, i -> rotate(domain).extract().statusCode());
        assertThat(statuses).containsExactlyInAnyOrder(202, 409, 409, 409, 409, 409);
    }

    @Test
    void aRotationNeedsADomainThatIsReady() {
        TestAccount account = TestAccount.with();
        Response unverified = account.addDomain(TestAccount.newDomainName());
        rotate(unverified).statusCode(409).body("message", org.hamcrest.Matchers.containsString("rotation_ready"));
        String name = TestAccount.newDomainName();
        Response added = account.addDomain(name);
        TestAccount.publishRequired(added);
        account.checkDns(name).then().body("dns_valid", is(true)).body("rotation_ready", is(false));
        rotate(added).statusCode(409);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "01890000-0000-7000-8000-00000000000g"})
    void aMalformedIdIsRefused(String id) {
        rotate(oidc.operatorToken(), id).statusCode(400);
    }

    @Test
    void onlyOperatorsRotateAndOnlyWhatIsThere() {
        String id = UUID.randomUUID().toString();
        rotate(oidc.operatorToken(), id).statusCode(404).body("message", equalTo("domain not found"));
        rotate(oidc.token("viewer"), id).statusCode(403);
        rotate("nonsense", id).statusCode(401);
    }

    private byte[] arrived(TestAccount account, String name, String selector) throws Exception {
        String to = "r" + UUID.randomUUID() + "@example.net";
        account.send(TestAccount.message(name, to)).then().statusCode(202);
        ReceivedMail received = await().atMost(SOON)
                .until(() -> mail.receivedBy(to), mails -> !mails.isEmpty())
                .getFirst();
        byte[] raw = mail.raw(received);
        Mail parsed = Mail.parse(raw);
        assertThat(parsed.header("DKIM-Signature")).contains("s=" + selector + ";");
        assertThat(parsed.signers(dns)).containsExactly(name);
        return raw;
    }

    private ValidatableResponse rotate(Response domain) {
        return rotate(oidc.operatorToken(), domain.path("id"));
    }

    private static ValidatableResponse rotate(String token, String id) {
        return given().header("Authorization", "Bearer " + token)
                .post("/operator/v1/domains/" + id + "/rotate-dkim")
                .then();
    }

    private List<String> published(String host) {
        return given().get(dns.url()).jsonPath().getList("findAll { it.host == '" + host + "' }.content");
    }

    private String key(String name) {
        return row("select dkim_public_key from domain where name = '" + name + "'")
                .getString(0);
    }

    private String phase(String name) {
        return row("select dkim_phase from domain where name = '" + name + "'").getString(0);
    }

    private long count(String sql) {
        return row(sql).getLong(0);
    }

    private Row row(String sql) {
        return pool.query(sql)
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .iterator()
                .next();
    }

    private void sql(String sql) {
        assertThat(pool.query(sql)
                        .execute()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join()
                        .rowCount())
                .isPositive();
    }
}
