package org.subaccounts.key.introspect;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.subaccounts.key.KeyTestResource;
import org.subaccounts.key.TestAccount;
import org.subaccounts.key.TestKey;
import org.subaccounts.key.floor.FloorPingResource;
import org.subaccounts.key.introspect.lastuse.LastUses;
import org.subaccounts.platform.security.AccountStandings;
import org.subaccounts.platform.security.KeyFormat;
import org.subaccounts.platform.testkit.PlatformTestResource;
import org.subaccounts.platform.testkit.Promptly;

@QuarkusTest
@WithTestResource(KeyTestResource.class)
class IntrospectHttpTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @Inject
    Pool pool;

    @Inject
    Vertx vertx;

    @Inject
    KeyFormat format;

    @Inject
    AccountStandings standings;

    private static Response introspect(String token) {
        return given().auth()
                .preemptive()
                .basic("internal", PlatformTestResource.INTERNAL_SECRET)
                .formParam("token", token)
                .post("/internal/v1/introspect");
    }

    private static void refuses(String token, String reason) {
        introspect(token)
                .then()
                .statusCode(200)
                .body("active", is(false))
                .body("reason", equalTo(reason))
                .body("account_id", nullValue())
                .body("lease_ms", lessThanOrEqualTo(800));
    }

    @Test
    void an_active_key_comes_with_the_facts_of_its_account() {
        TestAccount child = TestAccount.parentAccount()
                .newChild()
                .stands(new JsonObject()
                        .put("status", "active")
                        .put("partner", true)
                        .put("requests_per_second", 7)
                        .put("request_burst", 9)
                        .put("monthly_credit", 50_000)
                        .put("added_later", true));
        child.owns("acme.example.com");
        TestKey key = child.key(List.of("203.0.113.0/24"), "domains:read", "messages:send:{acme.example.com}");
        introspect(key.secret())
                .then()
                .statusCode(200)
                .body("active", is(true))
                .body("key_id", equalTo(key.id().toString()))
                .body("account_id", equalTo(child.id().toString()))
                .body("parent_account_id", equalTo(String.valueOf(child.parent())))
                .body("partner", is(true))
                .body("scope", equalTo("domains:read messages:send:{acme.example.com}"))
                .body("ip_allow_list", contains("203.0.113.0/24"))
                .body("requests_per_second", equalTo(7))
                .body("request_burst", equalTo(9))
                .body("monthly_credit", equalTo(50_000))
                .body("lease_ms", greaterThan(0))
                .body("lease_ms", lessThanOrEqualTo(800));
    }

    @Test
    void a_credit_that_an_older_account_service_does_not_tell_is_no_cap() {
        introspect(TestAccount.parentAccount().key("*").secret())
                .then()
                .body("active", is(true))
                .body("monthly_credit", equalTo(0));
    }

    @Test
    void within_a_second_a_key_is_worth_what_its_account_is() {
        for (String status : List.of("suspended", "parent-suspended", "deleted")) {
            TestAccount account = TestAccount.parentAccount().newChild();
            TestKey key = account.key("*");
            account.is(status);
            Promptly.holds(
                    Duration.ofSeconds(1), () -> introspect(key.secret()).then().body("active", is(false)));
            refuses(key.secret(), status.equals("deleted") ? "invalid API key" : "Account is suspended");
        }
    }

    @Test
    void unknown_and_junk_keys_are_the_same() {
        refuses(format.newSecret(), "invalid API key");
        refuses("aha-sk-junk", "invalid API key");
        String secret = format.newSecret();
        refuses(secret.substring(0, 20) + "x" + secret.substring(21), "invalid API key");
    }

    @Test
    void junk_is_refused_without_asking_the_database() {
        Pool nowhere = PgBuilder.pool()
                .connectingTo(new PgConnectOptions().setHost("127.0.0.1").setPort(1))
                .using(vertx)
                .build();
        KeyVerdicts cutOff = new KeyVerdicts(nowhere, format, standings, new LastUses(nowhere, 1));
        String secret = format.newSecret();
        String junk = secret.substring(0, 70) + (secret.charAt(70) == 'a' ? 'b' : 'a');
        assertThat(cutOff.introspect(junk).await().atMost(LONG).value().active())
                .isFalse();
        assertThatThrownBy(() -> cutOff.introspect(secret).await().atMost(LONG)).isNotNull();
        var unused = nowhere.close();
    }

    @Test
    void when_the_account_cannot_be_looked_up_nothing_is_guessed() {
        TestAccount account = TestAccount.parentAccount();
        TestKey key = account.key("*");
        account.cannotBeLookedUp();
        Promptly.holds(
                Duration.ofSeconds(1), () -> introspect(key.secret()).then().statusCode(503));
    }

    @Test
    void only_the_other_services_may_ask() {
        given().formParam("token", "x").post("/internal/v1/introspect").then().statusCode(401);
        given().auth()
                .preemptive()
                .basic("internal", PlatformTestResource.INTERNAL_SECRET)
                .contentType("application/x-www-form-urlencoded")
                .post("/internal/v1/introspect")
                .then()
                .statusCode(400);
    }

    @Test
    void a_key_is_found_by_one_index_among_a_hundred_thousand() throws Exception {
        String plan = pool.getConnection()
                .compose(connection -> connection
                        .begin()
                        .compose(begun -> connection
                                .query(
                                        "insert into api_key select gen_random_uuid(), gen_random_uuid(), 'x', 'x',"
                                                + " sha256(n::text::bytea), '[]', '{}', now(), now() from generate_series(1, 100000) n")
                                .execute())
                        .compose(filled -> connection
                                .query("explain select id from api_key where secret_hash = sha256('7')"
                                        + " and revoked_at is null")
                                .execute())
                        .compose(rows -> {
                            StringBuilder text = new StringBuilder();
                            for (Row row : rows) {
                                text.append(row.getString(0)).append('\n');
                            }
                            return connection.query("rollback").execute().map(text.toString());
                        })
                        .eventually(() -> connection.close()))
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        assertThat(plan).contains("Index Scan using api_key_secret_hash_key").doesNotContain("Seq Scan");
    }

    @Test
    void ping_answers_any_valid_key_and_nobody_else() {
        TestAccount account = TestAccount.parentAccount();
        account.key("domains:read")
                .request()
                .get("/v2/ping")
                .then()
                .statusCode(200)
                .body(equalTo("{\"message\":\"pong\"}"));
        given().get("/v2/ping").then().statusCode(401);
        given().header("Authorization", "Bearer " + format.newSecret())
                .get("/v2/ping")
                .then()
                .statusCode(401);
        account.key(List.of("203.0.113.0/24"), "*")
                .request()
                .get("/v2/ping")
                .then()
                .statusCode(403);
    }

    @Test
    void the_yardstick_of_ping_is_off_unless_configured() {
        given().get("/internal/v1/floors/ping").then().statusCode(404);
        assertThat(new FloorPingResource(true).ping().await().atMost(LONG).message())
                .isEqualTo("pong");
    }
}
