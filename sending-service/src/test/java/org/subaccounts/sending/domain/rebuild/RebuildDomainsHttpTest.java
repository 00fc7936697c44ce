package org.subaccounts.sending.domain.rebuild;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.subaccounts.sending.message.StoredMessage.done;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.testkit.TestInfrastructure;
import org.subaccounts.platform.testkit.TestOidc;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class RebuildDomainsHttpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DOMAINS = "/operator/v1/read-models/domains";
    private static final String REBUILD = DOMAINS + "/rebuild";

    @Inject
    Pool pool;

    private final TestOidc oidc = TestInfrastructure.get().oidc();

    @Test
    void after_damage_the_rebuilt_table_is_that_of_the_events_row_by_row() {
        noLookupsMeanwhile();
        TestAccount account = TestAccount.with();
        String verified = account.verifiedDomain();
        String rotated = account.verifiedDomain();
        post(
                        oidc.operatorToken(),
                        "/operator/v1/domains/" + account.domain(rotated).path("id") + "/rotate-dkim")
                .statusCode(202);
        await().atMost(PATIENCE).until(() -> account.domain(rotated).<Boolean>path("dns_records[1].required"));
        String unverified = TestAccount.newDomainName();
        String removed = TestAccount.newDomainName();
        account.addDomain(unverified).then().statusCode(201);
        account.addDomain(removed).then().statusCode(201);
        account.request().delete(account.path("/domains/" + removed)).then().statusCode(200);
        account.request()
                .body("{\"media_subdomain\": \"img\"}")
                .put(account.path("/domains/" + unverified))
                .then()
                .statusCode(200);
        String shown = account.domain(verified).asString();
        List<String> domains = rows("domain", "id");
        List<String> keys = rows("dkim_key", "domain_id");
        List<String> checks = rows("dns_check", "domain_id");
        done(pool.query("delete from domain where verified").execute());
        done(pool.query("update domain set dkim_public_key = 'damaged', updated_at = now()")
                .execute());

        post(oidc.operatorToken(), REBUILD).statusCode(202).body("name", equalTo("domains"));
        await().atMost(PATIENCE)
                .until(() -> get(oidc.operatorToken(), DOMAINS).extract().path("state"), state -> !"running"
                        .equals(state));

        get(oidc.operatorToken(), DOMAINS)
                .statusCode(200)
                .body("error", nullValue())
                .body("state", equalTo("done"))
                .body("rows", equalTo(domains.size()));
        assertThat(rows("domain", "id")).isEqualTo(domains);
        assertThat(rows("dkim_key", "domain_id")).isEqualTo(keys);
        assertThat(rows("dns_check", "domain_id")).isEqualTo(checks);
        assertThat(account.domain(verified).asString()).isEqualTo(shown);
        account.addDomain(unverified).then().statusCode(409);
        account.addDomain(removed).then().statusCode(201).body("dns_valid", is(false));
    }

    @Test
    void only_an_operator_may_rebuild() {
        given().post(REBUILD).then().statusCode(401);
        given().get(DOMAINS).then().statusCode(401);
        post(oidc.token("viewer"), REBUILD).statusCode(403);
        get(oidc.token("viewer"), DOMAINS).statusCode(403);
    }

    /** Domains of other tests would be looked up by themselves, and their rows change. */
    private void noLookupsMeanwhile() {
        await().atMost(PATIENCE)
                .during(Duration.ofSeconds(5))
                .until(() -> done(pool.query("update dns_recheck set due_at = 'infinity' where due_at <> 'infinity'")
                                        .execute())
                                .rowCount()
                        == 0);
    }

    private static ValidatableResponse post(String token, String path) {
        return given().header("Authorization", "Bearer " + token).post(path).then();
    }

    private static ValidatableResponse get(String token, String path) {
        return given().header("Authorization", "Bearer " + token).get(path).then();
    }

    private List<String> rows(String table, String order) {
        List<String> rows = new ArrayList<>();
        done(pool.query("select t::text from " + table + " t order by " + order).execute())
                .forEach(row -> rows.add(row.getString(0)));
        return rows;
    }
}
