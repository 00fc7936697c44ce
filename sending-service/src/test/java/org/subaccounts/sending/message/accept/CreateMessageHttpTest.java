package org.subaccounts.sending.message.accept;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class CreateMessageHttpTest {
    @Inject
    Pool pool;

    @Test
    void everyRecipientHasAResult() {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        JsonObject message = TestAccount.message(domain, "ann@example.org", "nobody");
        message.getJsonArray("recipients").getJsonObject(0).put("name", "Ann");
        account.send(message)
                .then()
                .statusCode(202)
                .header("Idempotent-Replayed", nullValue())
                .body("object", equalTo("list"))
                .body("data", hasSize(2))
                .body("data[0].object", equalTo("message"))
                .body("data[0].status", equalTo("queued"))
                .body("data[0].error", nullValue())
                .body(
                        "data[0].id",
                        matchesPattern(
                                "<[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}@" + domain + ">"))
                .body("data[0].recipient.email", equalTo("ann@example.org"))
                .body("data[0].recipient.name", equalTo("Ann"))
                .body("data[1].status", equalTo("error"))
                .body("data[1].id", nullValue())
                .body("data[1].error", equalTo("email must be a valid e-mail address"))
                .body("data[1].recipient.name", equalTo(""));
    }

    @Test
    void aMessageOfSeveralMegabytesIsAccepted() {
        TestAccount account = TestAccount.with();
        JsonObject message = TestAccount.message(account.verifiedDomain(), "nobody")
                .put("text_content", "0123456789abcde\n".repeat(200_000));
        account.send(message).then().statusCode(202);
    }

    @Test
    void onlyBadRecipientsAreStillAnAnswer() {
        TestAccount account = TestAccount.with();
        account.send(TestAccount.message(account.verifiedDomain(), "nobody"))
                .then()
                .statusCode(202)
                .body("data.status", equalTo(List.of("error")));
    }

    @Test
    void aDomainThatIsNotVerifiedOnTheAccountCannotSend() {
        TestAccount account = TestAccount.with();
        String unverified = TestAccount.newDomainName();
        account.addDomain(unverified).then().statusCode(201);
        String anothers = TestAccount.with().verifiedDomain();
        for (String domain : List.of(unverified, anothers, TestAccount.newDomainName())) {
            account.send(TestAccount.message(domain, "ann@example.org"))
                    .then()
                    .statusCode(400)
                    .body("message", containsString(domain))
                    .body("size()", is(1));
        }
        String verified = account.verifiedDomain();
        account.send(TestAccount.message("sub." + verified, "ann@example.org"))
                .then()
                .statusCode(400);
    }

    @Test
    void malformedRequestsAreRefused() {
        TestAccount account = TestAccount.with();
        for (String body : List.of("", "null", "[]", "{", "{}", "{\"from\": \"a@b.example\"}")) {
            account.request()
                    .body(body)
                    .post(account.path("/messages"))
                    .then()
                    .statusCode(400)
                    .body("size()", is(1));
        }
        account.request()
                .contentType(ContentType.TEXT)
                .body("x")
                .post(account.path("/messages"))
                .then()
                .statusCode(415)
                .body("size()", is(1));
    }

    @Test
    void withoutAKeyOfTheAccountNothingIsTaken() {
        TestAccount account = TestAccount.with();
        given().contentType(ContentType.JSON)
                .body(TestAccount.message("x.example.com", "a@example.org").encode())
                .post(account.path("/messages"))
                .then()
                .statusCode(401);
        TestAccount.with()
                .request()
                .body(TestAccount.message("x.example.com", "a@example.org").encode())
                .post(account.path("/messages"))
                .then()
                .statusCode(401);
    }

    @Test
    void theScopeForAllOrForThisDomainIsNeeded() {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        JsonObject message = TestAccount.message(domain, "ann@example.org");
        account.limitedTo("domains:read").send(message).then().statusCode(403).body("size()", is(1));
        account.limitedTo("messages:send:{other.example.com}")
                .send(message)
                .then()
                .statusCode(403);
        account.limitedTo("messages:send:{" + domain + "}").send(message).then().statusCode(202);
        account.limitedTo("messages:send:all").send(message).then().statusCode(202);
        // the scope comes before the question whether the domain is there
        account.limitedTo("messages:send:{" + domain + "}")
                .send(TestAccount.message("unknown.example.com", "a@example.org"))
                .then()
                .statusCode(403);
    }

    @Test
    void theSameIdempotencyKeySendsOnce() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        String key = UUID.randomUUID().toString();
        String body = TestAccount.message(domain, "ann@example.org").encode();
        Response first =
                account.request().header("Idempotency-Key", key).body(body).post(account.path("/messages"));
        first.then().statusCode(202).header("Idempotent-Replayed", nullValue());
        Response again =
                account.request().header("Idempotency-Key", key).body(body).post(account.path("/messages"));
        again.then().statusCode(202).header("Idempotent-Replayed", "true");
        assertThat(new JsonObject(again.asString())).isEqualTo(new JsonObject(first.asString()));
        account.request()
                .header("Idempotency-Key", key)
                .body(TestAccount.message(domain, "bob@example.org").encode())
                .post(account.path("/messages"))
                .then()
                .statusCode(422);
        assertThat(messages(account)).isEqualTo(1);
    }

    @Test
    void atOnceTheSameIdempotencyKeySendsOnceToo() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        String key = UUID.randomUUID().toString();
        String body = TestAccount.message(domain, "ann@example.org").encode();
        List<Integer> statuses = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> account.request()
                        .header("Idempotency-Key", key)
                        .body(body)
                        .post(account.path("/messages"))
                        .statusCode())
                .toList();
        assertThat(statuses).contains(202).allMatch(status -> status == 202 || status == 409);
        assertThat(messages(account)).isEqualTo(1);
    }

    @Test
    void aHundredRecipientsShareOneContent() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        String[] recipients =
                IntStream.range(0, 100).mapToObj(i -> "r" + i + "@example.org").toArray(String[]::new);
        account.send(TestAccount.message(domain, recipients))
                .then()
                .statusCode(202)
                .body("data", hasSize(100));
        assertThat(messages(account)).isEqualTo(100);
        assertThat(count("select count(*) from message_content where account_id = $1", account))
                .isEqualTo(1);
    }

    private long messages(TestAccount account) throws Exception {
        return count("select count(*) from message where account_id = $1", account);
    }

    private long count(String sql, TestAccount account) throws Exception {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(account.id()))
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS)
                .iterator()
                .next()
                .getLong(0);
    }
}
