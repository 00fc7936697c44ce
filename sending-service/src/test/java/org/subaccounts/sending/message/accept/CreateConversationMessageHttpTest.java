package org.subaccounts.sending.message.accept;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class CreateConversationMessageHttpTest {
    @Inject
    Pool pool;

    @Test
    void everyOneOfToCcAndBccGetsAMessageWithTheSameHeaders() throws Exception {
        TestAccount account = TestAccount.with();
        converse(
                        account,
                        conversation(account.verifiedDomain())
                                .put("to", List.of(address("ann@example.org", "Ann"), address("nobody", null)))
                                .put("cc", List.of(address("cara@example.org", null)))
                                .put("bcc", List.of(address("bob@example.org", "Bob"))))
                .then()
                .statusCode(202)
                .body("object", equalTo("list"))
                .body("data.status", equalTo(List.of("queued", "error", "queued", "queued")))
                .body(
                        "data.recipient.email",
                        equalTo(List.of("ann@example.org", "nobody", "cara@example.org", "bob@example.org")))
                .body("data[0].recipient.name", equalTo("Ann"))
                .body("data[2].recipient.name", equalTo(""));
        Row content = row("select to_header, cc_header, template from message_content where account_id = $1", account);
        assertThat(content.getJsonArray("to_header")).isEqualTo(new JsonArray().add(header("ann@example.org", "Ann")));
        assertThat(content.getJsonArray("cc_header")).isEqualTo(new JsonArray().add(header("cara@example.org", "")));
        assertThat(content.getBoolean("template")).isFalse();
        assertThat(row("select count(*) from message where account_id = $1", account)
                        .getLong(0))
                .isEqualTo(3);
        assertThat(row("select sum(recipients) from accepted_count where account_id = $1", account)
                        .getLong(0))
                .isEqualTo(3);
    }

    @Test
    void fiftyRecipientsAreTheMost() {
        TestAccount account = TestAccount.with();
        JsonObject conversation = conversation(account.verifiedDomain());
        List<JsonObject> twentyFive = java.util.Collections.nCopies(25, address("ann@example.org", null));
        converse(account, conversation.put("to", twentyFive).put("bcc", twentyFive))
                .then()
                .statusCode(202)
                .body("data", hasSize(50));
        converse(account, conversation.put("cc", List.of(address("ann@example.org", null))))
                .then()
                .statusCode(400)
                .body("message", equalTo("to, cc and bcc must have at most 50 entries together"));
    }

    @Test
    void malformedRequestsAreRefused() {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        converse(account, conversation(domain).put("to", List.of())).then().statusCode(400);
        converse(account, conversation(domain).put("subject", "a\r\nBcc: eve@example.org"))
                .then()
                .statusCode(400);
        converse(account, conversation(TestAccount.newDomainName())).then().statusCode(400);
        converse(
                        account,
                        conversation(domain)
                                .put("cc", List.of(address("c@example.org", null)))
                                .put("headers", new JsonObject().put("cc", "eve@example.org")))
                .then()
                .statusCode(400)
                .body("message", equalTo("headers must not contain cc"));
        account.request()
                .body("[]")
                .post(account.path("/messages/conversation"))
                .then()
                .statusCode(400);
    }

    @Test
    void aKeyOfTheAccountWithTheScopeIsNeeded() {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        JsonObject conversation = conversation(domain);
        given().contentType(ContentType.JSON)
                .body(conversation.encode())
                .post(account.path("/messages/conversation"))
                .then()
                .statusCode(401);
        converse(account.limitedTo("domains:read"), conversation)
                .then()
                .statusCode(403)
                .body("size()", is(1));
        converse(account.limitedTo("messages:send:{other.example.com}"), conversation)
                .then()
                .statusCode(403);
        converse(account.limitedTo("messages:send:{" + domain + "}"), conversation)
                .then()
                .statusCode(202);
        converse(account.limitedTo("messages:send:all"), conversation).then().statusCode(202);
    }

    @Test
    void theSameIdempotencyKeySendsOnce() throws Exception {
        TestAccount account = TestAccount.with();
        JsonObject conversation = conversation(account.verifiedDomain());
        String key = UUID.randomUUID().toString();
        Response first = account.request()
                .header("Idempotency-Key", key)
                .body(conversation.encode())
                .post(account.path("/messages/conversation"));
        first.then().statusCode(202).header("Idempotent-Replayed", nullValue());
        account.request()
                .header("Idempotency-Key", key)
                .body(conversation.encode())
                .post(account.path("/messages/conversation"))
                .then()
                .statusCode(202)
                .header("Idempotent-Replayed", "true");
        account.request()
                .header("Idempotency-Key", key)
                .body(conversation.put("subject", "Another").encode())
                .post(account.path("/messages/conversation"))
                .then()
                .statusCode(422);
        assertThat(row("select count(*) from message where account_id = $1", account)
                        .getLong(0))
                .isEqualTo(1);
    }

    private static JsonObject conversation(String domain) {
        JsonObject message = TestAccount.message(domain);
        message.remove("recipients");
        return message.put("to", List.of(address("ann@example.org", null)));
    }

    private static JsonObject address(String email, @org.jspecify.annotations.Nullable String name) {
        JsonObject address = new JsonObject().put("email", email);
        return name == null ? address : address.put("name", name);
    }

    private static JsonObject header(String email, String name) {
        return new JsonObject().put("email", email).put("name", name);
    }

    private static Response converse(TestAccount account, JsonObject conversation) {
        return account.request().body(conversation.encode()).post(account.path("/messages/conversation"));
    }

    private Row row(String sql, TestAccount account) throws Exception {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(account.id()))
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS)
                .iterator()
                .next();
    }
}
