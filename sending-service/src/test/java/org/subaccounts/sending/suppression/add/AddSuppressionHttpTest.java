package org.subaccounts.sending.suppression.add;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.platform.testkit.AtOnce;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;
import org.subaccounts.sending.suppression.SuppressionCalls;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class AddSuppressionHttpTest {
    @Inject
    Pool pool;

    @Test
    void aNewSuppressionIsAListOfOneAndIsShownAsItWasAnswered() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        Response added = calls.add(SuppressionCalls.body(" Ann@EXAMPLE.org")
                .put("domain", "Acme.example.com")
                .put("reason", "asked for it"));
        added.then()
                .statusCode(201)
                .header("Idempotent-Replayed", nullValue())
                .body("size()", is(2))
                .body("object", equalTo("list"))
                .body("data", hasSize(1))
                .body("data[0].size()", is(7))
                .body("data[0].object", equalTo("suppression"))
                .body("data[0].id", matchesPattern("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"))
                .body("data[0].email", equalTo("ann@example.org"))
                .body("data[0].domain", equalTo("acme.example.com"))
                .body("data[0].reason", equalTo("asked for it"))
                .body("data[0].expires_at", equalTo(SuppressionCalls.LATER.toString()));
        assertThat(Instant.parse(added.path("data[0].created_at")))
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(new JsonObject(calls.list().asString()).getJsonArray("data"))
                .isEqualTo(new JsonObject(added.asString()).getJsonArray("data"));
    }

    @Test
    void anAddressCanBeSuppressedForEachDomainAndForAll() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        calls.add("ann@example.org").then().statusCode(201).body("data[0].domain", equalTo(""));
        calls.add("ann@example.org", "a.example.com").then().statusCode(201);
        calls.add("ann@example.org", "b.example.com").then().statusCode(201);
        calls.list().then().body("data.domain", contains("b.example.com", "a.example.com", ""));
    }

    @Test
    void anotherWritingOfASuppressedAddressIsAConflict() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        calls.add("Ann@example.org").then().statusCode(201);
        calls.add("aNN@Example.ORG")
                .then()
                .statusCode(409)
                .header("Idempotent-Replayed", nullValue())
                .header("Retry-After", nullValue())
                .body("size()", is(1))
                .body(
                        "message",
                        equalTo("ann@example.org is suppressed already for all domains; delete that suppression to"
                                + " change it"));
        calls.add("ann@example.org", "a.example.com").then().statusCode(201);
        calls.add("ann@example.org", "A.example.com")
                .then()
                .statusCode(409)
                .body(
                        "message",
                        equalTo("ann@example.org is suppressed already for a.example.com; delete that suppression to"
                                + " change it"));
    }

    @Test
    void anExpiredOneIsReplaced() throws Exception {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        UUID expired = calls.stored(pool, "ann@example.org", "", Instant.now().minusMillis(1));
        calls.add("ann@example.org").then().statusCode(201).body("data[0].id", not(expired.toString()));
        assertThat(calls.rows(pool)).isEqualTo(1);
    }

    @Test
    void of32ThatSuppressAnAddressAtOnceOneDoes() throws Exception {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        calls.stored(pool, "ann@example.org", "", Instant.now().minusMillis(1)); // the way over an expired one, too
        List<Integer> statuses =
                AtOnce.times(32, i -> calls.add("ann@example.org").statusCode());
        assertThat(statuses).containsOnly(201, 409).containsOnlyOnce(201);
        assertThat(calls.rows(pool)).isEqualTo(1);
    }

    @Test
    void anIdempotencyKeyYieldsOneSuppressionAndOneAnswer() throws Exception {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        String key = UUID.randomUUID().toString();
        Response first = withKey(calls, key, "ann@example.org");
        first.then().statusCode(201).header("Idempotent-Replayed", nullValue());
        Response again = withKey(calls, key, "ann@example.org");
        again.then().statusCode(201).header("Idempotent-Replayed", "true");
        assertThat(new JsonObject(again.asString())).isEqualTo(new JsonObject(first.asString()));
        withKey(calls, key, "bob@example.org")
                .then()
                .statusCode(422)
                .header("Idempotent-Replayed", nullValue())
                .body("size()", is(1));
        assertThat(calls.rows(pool)).isEqualTo(1);
    }

    @Test
    void aStoredConflictIsReplayed() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        calls.add("ann@example.org").then().statusCode(201);
        String key = UUID.randomUUID().toString();
        withKey(calls, key, "ann@example.org").then().statusCode(409).header("Idempotent-Replayed", nullValue());
        calls.remove("email", "ann@example.org").then().statusCode(200);
        withKey(calls, key, "ann@example.org")
                .then()
                .statusCode(409)
                .header("Idempotent-Replayed", "true")
                .header("Retry-After", nullValue());
    }

    private static Response withKey(SuppressionCalls calls, String key, String email) {
        return calls.account()
                .request()
                .header("Idempotency-Key", key)
                .body(SuppressionCalls.body(email).encode())
                .post(calls.account().path("/suppressions"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"email\": \"ann@example.org\"}",
                "{\"expires_at\": \"2998-01-01T00:00:00Z\"}",
                "{\"email\": 7, \"expires_at\": \"2998-01-01T00:00:00Z\"}",
                "{\"email\": \"ann\", \"expires_at\": \"2998-01-01T00:00:00Z\"}",
                "{\"email\": \"ann@example.org\\r\\nX: y\", \"expires_at\": \"2998-01-01T00:00:00Z\"}",
                "{\"email\": \"ann@example.org\", \"expires_at\": \"2998-01-01\"}",
                "{\"email\": \"ann@example.org\", \"expires_at\": 32503680000}",
                "{\"email\": \"ann@example.org\", \"expires_at\": \"2020-01-01T00:00:00Z\"}",
                "{\"email\": \"ann@example.org\", \"expires_at\": \"2998-01-01T00:00:00Z\", \"domain\": \"x\"}",
                "{\"email\": \"ann@example.org\", \"expires_at\": \"2998-01-01T00:00:00Z\", \"domain\": \"\"}",
                "{\"email\": \"ann@example.org\", \"expires_at\": \"2998-01-01T00:00:00Z\", \"reason\": \"a\\u0000\"}",
                "{\"email\": \"ann@example.org\", \"expires_at\": \"2998-01-01T00:00:00Z\", \"reason\": \"\\ud800\"}",
                "[]",
                "null",
                "{",
                ""
            })
    void whatCannotBeSuppressedIsRefused(String body) {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        calls.account()
                .request()
                .body(body)
                .post(calls.account().path("/suppressions"))
                .then()
                .statusCode(400)
                .body("message", not(""))
                .body("size()", is(1));
        assertThat(calls.emails()).isEmpty();
    }

    @Test
    void theEndOfAllTimesCanBeStored() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        calls.add(SuppressionCalls.body("ann@example.org").put("expires_at", "9999-12-31T23:59:59.999999Z"))
                .then()
                .statusCode(201);
        calls.list().then().body("data[0].expires_at", equalTo("9999-12-31T23:59:59.999999Z"));
    }

    @Test
    void withoutAKeyOfTheAccountNothingIsSaid() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        given().contentType("application/json")
                .body(SuppressionCalls.body("ann@example.org").encode())
                .post(calls.account().path("/suppressions"))
                .then()
                .statusCode(401)
                .body("size()", is(1));
        TestAccount.with()
                .request()
                .body(SuppressionCalls.body("ann@example.org").encode())
                .post(calls.account().path("/suppressions"))
                .then()
                .statusCode(401);
        assertThat(calls.emails()).isEmpty();
    }

    @Test
    void theScopeIsNeeded() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        new SuppressionCalls(calls.account().limitedTo("suppressions:read", "suppressions:delete", "suppressions:wipe"))
                .add("ann@example.org")
                .then()
                .statusCode(403)
                .body("message", equalTo("the API key lacks the scope suppressions:write"));
        new SuppressionCalls(calls.account().limitedTo("suppressions:write"))
                .add("ann@example.org")
                .then()
                .statusCode(201);
    }
}
