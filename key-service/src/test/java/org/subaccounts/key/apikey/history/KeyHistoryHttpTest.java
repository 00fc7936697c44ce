package org.subaccounts.key.apikey.history;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.subaccounts.key.KeyRing;
import org.subaccounts.key.KeyTestResource;
import org.subaccounts.key.TestKey;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.testkit.PlatformTestResource;

@QuarkusTest
@WithTestResource(KeyTestResource.class)
class KeyHistoryHttpTest {
    @Inject
    Pool pool;

    private static RequestSpecification internal() {
        return given().auth().preemptive().basic("internal", PlatformTestResource.INTERNAL_SECRET);
    }

    private static String internalPath(KeyRing keys) {
        return "/internal/v1/accounts/" + keys.owner().id() + "/history";
    }

    /** A key that was made, renamed and deleted. */
    private static TestKey life(KeyRing keys) {
        TestKey key = keys.created(List.of("10.0.0.0/8"), "domains:read");
        keys.manager()
                .requestFrom("198.51.100.7")
                .header("X-Request-Id", "rename-" + key.id())
                .body(new JsonObject().put("label", "renamed").encode())
                .put(keys.path(key.id()))
                .then()
                .statusCode(200);
        keys.delete(key.id()).then().statusCode(200);
        return key;
    }

    @ParameterizedTest
    @EnumSource
    void the_history_of_a_key_says_who_did_what_from_where_also_after_its_end(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind);
        TestKey key = life(keys);
        keys.created("domains:read");
        Response history = keys.request().get(keys.path(key.id()) + "/history");
        history.then()
                .statusCode(200)
                .body("data.object", contains("history_entry", "history_entry", "history_entry"))
                .body("data.type", contains("api_key.revoked", "api_key.updated", "api_key.issued"))
                .body("data.actor[1]", equalTo("key:" + keys.manager().id()))
                .body("data.ip[1]", equalTo("198.51.100.7"))
                .body("data.request_id[1]", equalTo("rename-" + key.id()))
                .body("data.details[1].key_id", equalTo(key.id().toString()))
                .body("data.details[1].label", equalTo("renamed"))
                .body("data.details[2].scopes", contains("domains:read"))
                .body("data.details[2].ip_allow_list", contains("10.0.0.0/8"))
                .body("data.details[2].public_key", startsWith("aha-pk-"))
                .body("data.account_id[2]", equalTo(keys.owner().id().toString()));
        assertThat(history.asString()).doesNotContainIgnoringCase("secret").doesNotContainIgnoringCase("hash");
    }

    @ParameterizedTest
    @EnumSource
    void the_history_is_paged_both_ways(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind);
        TestKey key = life(keys);
        String path = keys.path(key.id()) + "/history";
        Response newest = keys.request().queryParam("limit", 2).get(path);
        newest.then().body("data", hasSize(2)).body("pagination.has_more", equalTo(true));
        Response oldest = keys.request()
                .queryParam("limit", 2)
                .queryParam("after", newest.<String>path("pagination.next_cursor"))
                .get(path);
        oldest.then().body("data.type", contains("api_key.issued"));
        keys.request()
                .queryParam("limit", 2)
                .queryParam("before", oldest.<String>path("pagination.previous_cursor"))
                .get(path)
                .then()
                .body("data", equalTo(newest.path("data")));
        keys.request()
                .queryParam("after", newest.<String>path("pagination.next_cursor"))
                .get(keys.path(keys.created("domains:read").id()) + "/history")
                .then()
                .statusCode(400);
    }

    @Test
    void an_operators_key_names_the_operator() {
        KeyRing keys = KeyRing.of(KeyRing.Kind.OWN);
        keys.request()
                .get(keys.path(keys.manager().id()) + "/history")
                .then()
                .body("data.actor", contains(startsWith("operator:")));
    }

    @Test
    void other_services_read_the_history_of_all_keys_of_an_account_or_of_one() {
        KeyRing keys = KeyRing.of(KeyRing.Kind.OF_SUB_ACCOUNT);
        TestKey first = life(keys);
        TestKey second = keys.created("domains:read");
        Response all = internal().get(internalPath(keys));
        all.then()
                .statusCode(200)
                .body("type", contains("api_key.issued", "api_key.revoked", "api_key.updated", "api_key.issued"))
                .body("[0].details.key_id", equalTo(second.id().toString()));
        internal()
                .queryParam("key_id", first.id())
                .get(internalPath(keys))
                .then()
                .body("", equalTo(all.jsonPath().getList("").subList(1, 4)));
        List<String> ids = all.path("id");
        internal()
                .queryParam("after", ids.get(1))
                .queryParam("limit", 1)
                .get(internalPath(keys))
                .then()
                .body("id", contains(ids.get(2)));
        internal()
                .queryParam("before", ids.get(2))
                .get(internalPath(keys))
                .then()
                .body("id", contains(ids.get(1), ids.get(0)));
        internal()
                .get("/internal/v1/accounts/" + Ids.next() + "/history")
                .then()
                .body("", empty());
        internal()
                .queryParam("key_id", first.id())
                .get("/internal/v1/accounts/" + keys.managing().id() + "/history")
                .then()
                .body("", empty());
    }

    @Test
    void a_bad_question_of_another_service_is_refused() {
        KeyRing keys = KeyRing.of(KeyRing.Kind.OWN);
        for (Map<String, String> parameters : List.of(
                Map.of("limit", "0"),
                Map.of("limit", "102"),
                Map.of("limit", "x"),
                Map.of("after", "x"),
                Map.of("key_id", "x"),
                Map.of("after", Ids.next().toString(), "before", Ids.next().toString()))) {
            internal().queryParams(parameters).get(internalPath(keys)).then().statusCode(400);
        }
        internal().get("/internal/v1/accounts/x/history").then().statusCode(400);
        given().get(internalPath(keys)).then().statusCode(401);
        keys.request().get(internalPath(keys)).then().statusCode(401);
    }

    @Test
    void reading_a_history_reads_no_other_subjects_events() throws Exception {
        KeyRing keys = KeyRing.of(KeyRing.Kind.OWN);
        pool.query(
                        "insert into es_event select '1'::xid8, -n, ('01890000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,"
                                + " 'key.ApiKeyRevoked', '1', now(), jsonb_build_object('keyId', gen_random_uuid(), 'accountId',"
                                + " gen_random_uuid()), '{}', '{}' from generate_series(1, 20000) n")
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        StringBuilder plan = new StringBuilder();
        for (Row row : pool.query("explain select event_id from subject_event where subject_id = '"
                        + keys.owner().id() + "' order by event_id desc limit 101")
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .get()) {
            plan.append(row.getString(0)).append('\n');
        }
        assertThat(plan.toString()).contains("es_event_account", "es_event_key").doesNotContain("Seq Scan", "->  Sort");
        pool.query("delete from es_event where txid = '1'::xid8 and position < 0")
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }
}
