package org.subaccounts.key.apikey.issue;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.key.KeyRing;
import org.subaccounts.key.KeyTestResource;
import org.subaccounts.key.TestAccount;
import org.subaccounts.key.TestKey;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.testkit.TestInfrastructure;

@QuarkusTest
@WithTestResource(KeyTestResource.class)
class CreateApiKeyHttpTest {
    @Inject
    Pool pool;

    @ParameterizedTest
    @EnumSource
    void a_created_key_is_shown_once_with_its_secret_and_works_at_once(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind);
        Response created = keys.create(KeyRing.body("  CI  ", "domains:read", "api-keys:read")
                .put("ip_allow_list", List.of("127.0.0.1", "2001:DB8::1/32", "127.0.0.0/8")));
        created.then()
                .statusCode(201)
                .header("Idempotent-Replayed", nullValue())
                .body("object", equalTo("api_key"))
                .body("account_id", equalTo(keys.owner().id().toString()))
                .body("label", equalTo("CI"))
                .body("last_used_at", nullValue())
                .body("public_key", matchesPattern("aha-pk-[0-9A-Za-z]{24}"))
                .body("secret_key", matchesPattern("aha-sk-[0-9A-Za-z]{64}"))
                .body("ip_allow_list", contains("127.0.0.1/32", "2001:db8::/32", "127.0.0.0/8"))
                .body("scopes.scope", contains("domains:read", "api-keys:read"))
                .body("scopes.domain_id", everyItem(nullValue()))
                .body("scopes.api_key_id", everyItem(equalTo(created.path("id"))))
                .body("scopes.created_at", everyItem(equalTo(created.path("created_at"))));
        TestKey key = new TestKey(
                UUID.fromString(created.path("id")),
                created.path("secret_key"),
                keys.owner().id());
        key.request().get("/v2/ping").then().statusCode(200);
        JsonObject shown = new JsonObject(created.asString());
        assertThat(shown.remove("secret_key")).isNotNull();
        assertThat(new JsonObject(key.request()
                        .get("/v2/accounts/" + keys.owner().id() + "/api-keys/" + key.id())
                        .asString()))
                .isEqualTo(shown);
    }

    @ParameterizedTest
    @EnumSource
    void a_scope_for_a_domain_is_bound_to_it(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind);
        UUID domain = keys.owner().owns("acme.example.com");
        Response created = keys.create(KeyRing.body("CI", "messages:send:{ACME.example.com.}", "domains:read"));
        created.then()
                .statusCode(201)
                .body("scopes.scope", contains("messages:send:{acme.example.com}", "domains:read"))
                .body("scopes[0].domain_id", equalTo(domain.toString()))
                .body("scopes[1].domain_id", nullValue());
        keys.get(created.path("id")).then().body("scopes[0].domain_id", equalTo(domain.toString()));
    }

    @ParameterizedTest
    @EnumSource
    void a_scope_for_a_domain_is_dropped_beside_the_one_for_all_but_its_domain_must_exist(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind);
        keys.owner().owns("acme.example.com");
        keys.create(KeyRing.body("CI", "messages:send:{acme.example.com}", "messages:send:all"))
                .then()
                .statusCode(201)
                .body("scopes.scope", contains("messages:send:all"));
        keys.create(KeyRing.body("CI", "messages:send:{other.example.com}", "messages:send:all"))
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @EnumSource
    void a_domain_of_somebody_else_is_refused(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind);
        TestAccount.parentAccount().owns("foreign.example.com");
        if (kind == KeyRing.Kind.OF_SUB_ACCOUNT) {
            keys.managing().owns("foreign.example.com");
        }
        keys.create(KeyRing.body("CI", "messages:send:{foreign.example.com}"))
                .then()
                .statusCode(400)
                .body("message", containsString("foreign.example.com"));
    }

    @ParameterizedTest
    @EnumSource
    void when_domains_cannot_be_looked_up_the_answer_is_503_and_nothing_is_stored(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind);
        keys.owner().cannotLookUp("acme.example.com");
        keys.create(KeyRing.body("CI", "messages:send:{acme.example.com}"))
                .then()
                .statusCode(503)
                .body("message", containsString("domains"));
        assertThat(count(keys.owner())).isEqualTo(kind == KeyRing.Kind.OWN ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "{",
                "{\"scopes\":[\"domains:read\"]}",
                "{\"label\":null,\"scopes\":[\"domains:read\"]}",
                "{\"label\":\"   \",\"scopes\":[\"domains:read\"]}",
                "{\"label\":\"a\\u0000b\",\"scopes\":[\"domains:read\"]}",
                "{\"label\":7,\"scopes\":[\"domains:read\"]}",
                "{\"label\":\"CI\"}",
                "{\"label\":\"CI\",\"scopes\":null}",
                "{\"label\":\"CI\",\"scopes\":[]}",
                "{\"label\":\"CI\",\"scopes\":[null]}",
                "{\"label\":\"CI\",\"scopes\":\"domains:read\"}",
                "{\"label\":\"CI\",\"scopes\":[\"domains:nonsense\"]}",
                "{\"label\":\"CI\",\"scopes\":[\"domains:read\",\"domains:read\"]}",
                "{\"label\":\"CI\",\"scopes\":[\"domains:read\"],\"ip_allow_list\":\"10.0.0.1\"}",
                "{\"label\":\"CI\",\"scopes\":[\"domains:read\"],\"ip_allow_list\":[null]}",
                "{\"label\":\"CI\",\"scopes\":[\"domains:read\"],\"ip_allow_list\":[\"0.0.0.0/0\"]}",
                "{\"label\":\"CI\",\"scopes\":[\"domains:read\"],\"ip_allow_list\":[\"acme.example.com\"]}"
            })
    void a_malformed_request_is_refused(String body) {
        for (KeyRing.Kind kind : KeyRing.Kind.values()) {
            KeyRing keys = KeyRing.of(kind);
            keys.request().body(body).post(keys.path()).then().statusCode(400).body("message", matchesPattern(".+"));
        }
    }

    @Test
    void a_label_has_up_to_255_characters() {
        KeyRing keys = KeyRing.of(KeyRing.Kind.OWN);
        keys.create(KeyRing.body("ü".repeat(255), "domains:read")).then().statusCode(201);
        keys.create(KeyRing.body("ü".repeat(256), "domains:read")).then().statusCode(400);
    }

    @Test
    void a_request_without_body_is_refused() {
        KeyRing keys = KeyRing.of(KeyRing.Kind.OWN);
        keys.request().post(keys.path()).then().statusCode(400);
    }

    @ParameterizedTest
    @EnumSource
    void nobody_grants_what_he_does_not_hold(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind).managedWith(kind.scope("write"), "messages:send:all");
        keys.owner().owns("acme.example.com");
        keys.create(KeyRing.body("CI", "domains:read")).then().statusCode(403);
        keys.create(KeyRing.body("CI", "*")).then().statusCode(403);
        keys.create(KeyRing.body("CI", "messages:send:all")).then().statusCode(201);
        keys.create(KeyRing.body("CI", "messages:send:{acme.example.com}"))
                .then()
                .statusCode(201);
    }

    @Test
    void a_scope_for_a_domain_of_the_parent_grants_nothing_for_a_childs_domain_of_the_same_name() {
        KeyRing keys = KeyRing.of(KeyRing.Kind.OF_SUB_ACCOUNT);
        keys.managing().owns("acme.example.com");
        keys.owner().owns("acme.example.com");
        KeyRing limited = keys.managedWith("sub-account-api-keys:write", "messages:send:{acme.example.com}");
        limited.create(KeyRing.body("CI", "messages:send:{acme.example.com}"))
                .then()
                .statusCode(403);
    }

    @Test
    void a_key_of_a_sub_account_never_manages_sub_accounts_whoever_asks() {
        KeyRing ofParent = KeyRing.of(KeyRing.Kind.OF_SUB_ACCOUNT);
        TestKey ofChild = ofParent.created("*");
        for (String scope : List.of("sub-accounts:read", "sub-account-api-keys:write")) {
            ofParent.create(KeyRing.body("CI", scope)).then().statusCode(400);
            ofChild.request()
                    .body(KeyRing.body("CI", scope).encode())
                    .post("/v2/accounts/" + ofChild.account() + "/api-keys")
                    .then()
                    .statusCode(400);
        }
    }

    @Test
    void a_sub_account_makes_keys_of_its_own_under_its_own_id() {
        TestKey first = KeyRing.of(KeyRing.Kind.OF_SUB_ACCOUNT).created("*");
        first.request()
                .body(KeyRing.body("second", "domains:read").encode())
                .post("/v2/accounts/" + first.account() + "/api-keys")
                .then()
                .statusCode(201)
                .body("account_id", equalTo(first.account().toString()));
    }

    @Test
    void when_the_account_cannot_be_looked_up_the_answer_is_503() {
        KeyRing keys = KeyRing.of(KeyRing.Kind.OF_SUB_ACCOUNT);
        TestAccount child = keys.managing().newChild();
        child.cannotBeLookedUp();
        keys.request()
                .body(KeyRing.body("CI", "domains:read").encode())
                .post(keys.pathFor(child.id()))
                .then()
                .statusCode(503);
    }

    @ParameterizedTest
    @EnumSource
    void a_repeated_request_gets_the_same_key_and_secret(KeyRing.Kind kind) throws Exception {
        KeyRing keys = KeyRing.of(kind);
        String idempotencyKey = Ids.next().toString();
        String body = KeyRing.body("CI", "domains:read").encode();
        Response first = keys.request()
                .header("Idempotency-Key", idempotencyKey)
                .body(body)
                .post(keys.path());
        first.then().statusCode(201).header("Idempotent-Replayed", nullValue());
        Response again = keys.request()
                .header("Idempotency-Key", idempotencyKey)
                .body(body)
                .post(keys.path());
        again.then().statusCode(201).header("Idempotent-Replayed", equalTo("true"));
        assertThat(new JsonObject(again.asString())).isEqualTo(new JsonObject(first.asString()));
        keys.request()
                .header("Idempotency-Key", idempotencyKey)
                .body(KeyRing.body("other", "domains:read").encode())
                .post(keys.path())
                .then()
                .statusCode(422);

        Row kept = query(
                        "select sealed, body, extract(epoch from expires_at - now())::int as seconds from idempotency"
                                + " where account_id = $1 and key = $2",
                        Tuple.of(keys.managing().id(), idempotencyKey))
                .getFirst();
        assertThat(kept.getBoolean("sealed")).isTrue();
        assertThat(kept.getInteger("seconds")).isBetween(200, 300);
        String secret = first.path("secret_key");
        assertThat(new String(kept.getBuffer("body").getBytes(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain(secret.substring(7, 30));
    }

    @Test
    void the_secret_is_in_no_event_and_no_row() throws Exception {
        KeyRing keys = KeyRing.of(KeyRing.Kind.OWN);
        Response created = keys.create(KeyRing.body("CI", "domains:read"));
        String secret = created.path("secret_key");
        List<Row> rows = query(
                "select payload::text || metadata::text as stored from es_event where payload ->> 'keyId' = $1"
                        + " union all select k::text from api_key k where id::text = $1",
                Tuple.of(created.<String>path("id")));
        assertThat(rows).hasSize(2);
        rows.forEach(row -> assertThat(row.getString("stored")).doesNotContain(secret));
    }

    @ParameterizedTest
    @EnumSource
    void sixty_four_equal_requests_at_once_make_one_key(KeyRing.Kind kind) throws Exception {
        KeyRing keys = KeyRing.of(kind);
        long before = count(keys.owner());
        String idempotencyKey = Ids.next().toString();
        String body = KeyRing.body("CI", "domains:read").encode();
        ConcurrentLinkedQueue<Response> answers = new ConcurrentLinkedQueue<>();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                answers.add(keys.request()
                        .header("Idempotency-Key", idempotencyKey)
                        .body(body)
                        .post(keys.path()));
            }));
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(answers).hasSize(64).allMatch(answer -> answer.statusCode() == 201 || answer.statusCode() == 409);
        assertThat(answers.stream()
                        .filter(answer -> answer.statusCode() == 201)
                        .map(answer -> answer.<String>path("secret_key"))
                        .distinct())
                .hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 409))
                .allMatch(answer -> answer.header("Retry-After") != null
                        && answer.header("Idempotent-Replayed").equals("false"));
        assertThat(count(keys.owner())).isEqualTo(before + 1);
    }

    @Test
    void an_operator_issues_the_first_key_of_an_account() {
        TestAccount account = TestAccount.parentAccount();
        account.key("*").request().get("/v2/ping").then().statusCode(200).body(equalTo("{\"message\":\"pong\"}"));
        TestAccount child = account.newChild();
        operator()
                .body(KeyRing.body("CI", "sub-accounts:read").encode())
                .post("/operator/v1/accounts/" + child.id() + "/api-keys")
                .then()
                .statusCode(400);
        operator()
                .body(KeyRing.body("CI", "*").encode())
                .post("/operator/v1/accounts/" + Ids.next() + "/api-keys")
                .then()
                .statusCode(404);
        operator()
                .body(KeyRing.body("CI", "*").encode())
                .post("/operator/v1/accounts/no-id/api-keys")
                .then()
                .statusCode(400);
        given().body(KeyRing.body("CI", "*").encode())
                .contentType("application/json")
                .post("/operator/v1/accounts/" + account.id() + "/api-keys")
                .then()
                .statusCode(401);
        given().header(
                        "Authorization",
                        "Bearer " + TestInfrastructure.get().oidc().token("reader"))
                .contentType("application/json")
                .body(KeyRing.body("CI", "*").encode())
                .post("/operator/v1/accounts/" + account.id() + "/api-keys")
                .then()
                .statusCode(403);
    }

    @Test
    void an_operators_repeated_request_gets_the_same_key_and_secret() {
        TestAccount account = TestAccount.parentAccount();
        String idempotencyKey = Ids.next().toString();
        Response first = operatorsKey(account, idempotencyKey, "*");
        first.then().statusCode(201).header("Idempotent-Replayed", nullValue());
        Response again = operatorsKey(account, idempotencyKey, "*");
        again.then().statusCode(201).header("Idempotent-Replayed", equalTo("true"));
        assertThat(again.<String>path("secret_key")).isNotNull().isEqualTo(first.path("secret_key"));
        assertThat(new JsonObject(again.asString())).isEqualTo(new JsonObject(first.asString()));
        assertThat(count(account)).isOne();
        operatorsKey(account, idempotencyKey, "domains:read").then().statusCode(422);
    }

    private static Response operatorsKey(TestAccount account, String idempotencyKey, String scope) {
        return operator()
                .header("Idempotency-Key", idempotencyKey)
                .body(KeyRing.body("first", scope).encode())
                .post("/operator/v1/accounts/" + account.id() + "/api-keys");
    }

    private static io.restassured.specification.RequestSpecification operator() {
        return given().header(
                        "Authorization",
                        "Bearer " + TestInfrastructure.get().oidc().operatorToken())
                .contentType("application/json");
    }

    private long count(TestAccount account) {
        try {
            return query("select count(*) as keys from api_key where account_id = $1", Tuple.of(account.id()))
                    .getFirst()
                    .getLong("keys");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Row> query(String sql, Tuple arguments) throws Exception {
        List<Row> rows = new ArrayList<>();
        pool.preparedQuery(sql)
                .execute(arguments)
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .forEach(rows::add);
        return rows;
    }

    @Test
    void an_empty_allow_list_is_no_restriction() {
        KeyRing keys = KeyRing.of(KeyRing.Kind.OWN);
        for (JsonObject body : List.of(
                KeyRing.body("CI", "domains:read"),
                KeyRing.body("CI", "domains:read").put("ip_allow_list", List.of()),
                KeyRing.body("CI", "domains:read").putNull("ip_allow_list"))) {
            keys.create(body).then().statusCode(201).body("ip_allow_list", empty());
        }
    }
}
