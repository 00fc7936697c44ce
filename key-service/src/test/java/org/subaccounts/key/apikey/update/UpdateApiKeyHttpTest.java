package org.subaccounts.key.apikey.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.key.KeyRing;
import org.subaccounts.key.KeyTestResource;
import org.subaccounts.key.TestAccount;
import org.subaccounts.key.TestKey;

@QuarkusTest
@WithTestResource(KeyTestResource.class)
class UpdateApiKeyHttpTest {
    private static JsonObject scopes(String... scopes) {
        return new JsonObject().put("scopes", List.of(scopes));
    }

    private static JsonObject addresses(String... addresses) {
        return new JsonObject().put("ip_allow_list", List.of(addresses));
    }

    @ParameterizedTest
    @EnumSource
    void what_is_given_is_replaced_and_the_rest_stays(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind);
        TestKey key = keys.created(List.of("10.0.0.0/8"), "domains:read");
        Response before = keys.get(key.id());
        Response renamed = keys.update(
                key.id(), new JsonObject().put("label", "  new name ").putNull("scopes"));
        renamed.then()
                .statusCode(200)
                .body("label", equalTo("new name"))
                .body("scopes", equalTo(before.path("scopes")))
                .body("ip_allow_list", contains("10.0.0.0/8"))
                .body("created_at", equalTo(before.path("created_at")))
                .body("updated_at", not(equalTo(before.path("updated_at"))));
        keys.update(key.id(), addresses("192.0.2.7", "192.0.2.7/32"))
                .then()
                .statusCode(200)
                .body("label", equalTo("new name"))
                .body("ip_allow_list", contains("192.0.2.7/32"));
        Response opened = keys.update(key.id(), addresses());
        opened.then().statusCode(200).body("ip_allow_list", empty());
        assertThat(keys.get(key.id()).asString()).isEqualTo(opened.asString());
    }

    @ParameterizedTest
    @EnumSource
    void scopes_that_stay_keep_their_id_and_time(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind);
        UUID domain = keys.owner().owns("acme.example.com");
        TestKey key = keys.created("domains:read", "messages:send:{acme.example.com}");
        Response before = keys.get(key.id());
        keys.update(key.id(), scopes("messages:send:{acme.example.com}", "domains:write"))
                .then()
                .statusCode(200)
                .body("scopes.scope", contains("messages:send:{acme.example.com}", "domains:write"))
                .body("scopes[0]", equalTo(before.path("scopes[1]")))
                .body("scopes[0].domain_id", equalTo(domain.toString()))
                .body("scopes[1].created_at", not(equalTo(before.path("created_at"))));
    }

    @ParameterizedTest
    @EnumSource
    void changed_scopes_and_addresses_hold_for_the_next_request(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind);
        TestKey key = keys.created("domains:read");
        String own = "/v2/accounts/" + key.account() + "/api-keys";
        keys.update(key.id(), scopes("api-keys:read").mergeIn(addresses("203.0.113.0/24")))
                .then()
                .statusCode(200);
        key.requestFrom("203.0.113.7").get(own).then().statusCode(200);
        key.requestFrom("198.51.100.7").get(own).then().statusCode(403);
    }

    @ParameterizedTest
    @EnumSource
    void an_update_that_changes_nothing_is_refused(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind);
        TestKey key = keys.created(List.of("10.0.0.0/8"), "domains:read", "domains:write");
        for (JsonObject body : List.of(
                new JsonObject(),
                new JsonObject().putNull("label").putNull("scopes").putNull("ip_allow_list"),
                new JsonObject().put("label", " made "),
                scopes("domains:write", "domains:read"),
                addresses("10.1.2.3/8"))) {
            keys.update(key.id(), body).then().statusCode(400).body("message", matchesPattern(".*changes nothing.*"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "{\"label\":\"\"}",
                "{\"label\":\"  \"}",
                "{\"label\":true}",
                "{\"scopes\":[]}",
                "{\"scopes\":[\"nonsense\"]}",
                "{\"scopes\":[\"domains:read\",\"domains:read\"]}",
                "{\"scopes\":[\"messages:send:{unknown.example.com}\"]}",
                "{\"ip_allow_list\":[\"::/0\"]}",
                "{\"ip_allow_list\":{}}"
            })
    void a_malformed_update_is_refused_and_changes_nothing(String body) {
        for (KeyRing.Kind kind : KeyRing.Kind.values()) {
            KeyRing keys = KeyRing.of(kind);
            TestKey key = keys.created("domains:write");
            String before = keys.get(key.id()).asString();
            keys.request().body(body).put(keys.path(key.id())).then().statusCode(400);
            assertThat(keys.get(key.id()).asString()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_label_has_up_to_255_characters(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind);
        TestKey key = keys.created("domains:read");
        keys.update(key.id(), new JsonObject().put("label", "x".repeat(255)))
                .then()
                .statusCode(200);
        keys.update(key.id(), new JsonObject().put("label", "x".repeat(256)))
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @EnumSource
    void only_scopes_that_the_key_gains_must_be_held_by_who_grants_them(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind);
        TestKey key = keys.created("domains:read", "domains:write");
        KeyRing limited = keys.managedWith(kind.scope("write"), "messages:send:all");
        limited.update(key.id(), scopes("domains:read", "messages:send:all"))
                .then()
                .statusCode(200);
        limited.update(key.id(), scopes("domains:read", "domains:write")).then().statusCode(403);
        limited.update(key.id(), scopes("*")).then().statusCode(403);
    }

    @ParameterizedTest
    @EnumSource
    void when_domains_cannot_be_looked_up_the_answer_is_503(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind);
        keys.owner().cannotLookUp("acme.example.com");
        TestKey key = keys.created("domains:read");
        keys.update(key.id(), scopes("messages:send:{acme.example.com}")).then().statusCode(503);
    }

    @Test
    void a_key_of_a_sub_account_gains_no_scope_that_manages_sub_accounts() {
        KeyRing keys = KeyRing.of(KeyRing.Kind.OF_SUB_ACCOUNT);
        TestKey key = keys.created("*");
        keys.update(key.id(), scopes("sub-accounts:read")).then().statusCode(400);
        key.request()
                .body(scopes("sub-account-api-keys:read").encode())
                .put("/v2/accounts/" + key.account() + "/api-keys/" + key.id())
                .then()
                .statusCode(400);
    }

    @Test
    void a_key_does_not_lock_itself_out() {
        TestKey key = TestAccount.parentAccount().key("*");
        String path = "/v2/accounts/" + key.account() + "/api-keys/" + key.id();
        String before = key.request().get(path).asString();
        key.requestFrom("198.51.100.7")
                .body(addresses("203.0.113.0/24").put("label", "locked").encode())
                .put(path)
                .then()
                .statusCode(409)
                .header("Idempotent-Replayed", org.hamcrest.Matchers.nullValue());
        assertThat(key.request().get(path).asString()).isEqualTo(before);
        key.requestFrom("203.0.113.7")
                .body(addresses("203.0.113.0/24").encode())
                .put(path)
                .then()
                .statusCode(200);
        key.requestFrom("203.0.113.8")
                .body(addresses().encode())
                .put(path)
                .then()
                .statusCode(200);
    }

    @Test
    void another_key_may_be_limited_to_addresses_that_the_caller_does_not_have() {
        for (KeyRing.Kind kind : KeyRing.Kind.values()) {
            KeyRing keys = KeyRing.of(kind);
            TestKey key = keys.created("domains:read");
            keys.update(key.id(), addresses("203.0.113.0/24")).then().statusCode(200);
        }
    }
}
