package org.subaccounts.sending.message.accept;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.testkit.AtOnce;
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
        List<Integer> statuses = AtOnce.times(8, i -> account.request()
                .header("Idempotency-Key", key)
                .body(body)
                .post(account.path("/messages"))
                .statusCode());
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

    @Test
    void whatIsAskedForIsStored() throws Exception {
        TestAccount account = TestAccount.with();
        JsonObject message = TestAccount.message(account.verifiedDomain(), "ann@example.org")
                .put("html_content", "<p>Hello</p>")
                .put("amp_content", "<html amp4email></html>")
                .put("tags", List.of("a", "b"))
                .put("tracking", new JsonObject().put("open", true))
                .put("retention", new JsonObject().put("data", 2).put("metadata", 3))
                .put("sandbox", true)
                .put("sandbox_result", "bounce");
        account.send(message).then().statusCode(202).body("data[0].status", equalTo("queued"));
        Row content = row("select *, keep_until - now() as kept from message_content where account_id = $1", account);
        assertThat(content.getString("amp_body")).isEqualTo("<html amp4email></html>");
        assertThat(content.getBoolean("track_opens")).isTrue();
        assertThat(content.getBoolean("track_clicks")).isFalse();
        assertThat(content.getBoolean("template")).isFalse();
        assertThat(content.getLocalDate("keep_day"))
                .isEqualTo(LocalDate.now(ZoneOffset.UTC).plusDays(2));
        Row stored = row("select * from message where account_id = $1", account);
        assertThat(stored.getString("sandbox_result")).isEqualTo("bounce");
        assertThat(stored.getArrayOfStrings("tags")).containsExactly("a", "b");
        assertThat(stored.getLocalDate("keep_day"))
                .isEqualTo(LocalDate.now(ZoneOffset.UTC).plusDays(3));
        assertThat(stored.getLocalDate("content_keep_day")).isEqualTo(content.getLocalDate("keep_day"));
        assertThat(count("select count(*) from accepted_count where account_id = $1", account))
                .isZero();
    }

    @Test
    void aScheduledMessageWaitsInTheQueue() throws Exception {
        TestAccount account = TestAccount.with();
        Instant first = Instant.now().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
        JsonObject schedule = new JsonObject()
                .put("first_attempt", first.atOffset(ZoneOffset.ofHours(2)).toString())
                .put("expires", first.plusSeconds(60).toString());
        account.send(TestAccount.message(account.verifiedDomain(), "ann@example.org", "nobody")
                        .put("schedule", schedule))
                .then()
                .statusCode(202)
                .body("data[0].status", equalTo("scheduled"))
                .body("data[0].schedule.first_attempt", equalTo(first.toString()))
                .body("data[0].schedule.expires", equalTo(first.plusSeconds(60).toString()))
                .body("data[1].status", equalTo("error"));
        Row queued = row("select * from message_queue where account_id = $1", account);
        assertThat(queued.getBoolean("ready")).isFalse();
        assertThat(queued.getOffsetDateTime("due_at").toInstant()).isEqualTo(first);
        assertThat(queued.getOffsetDateTime("expires_at").toInstant()).isEqualTo(first.plusSeconds(60));
        Row message = row("select * from message where account_id = $1", account);
        assertThat(message.getOffsetDateTime("first_attempt_at").toInstant()).isEqualTo(first);
        account.send(TestAccount.message(account.verifiedDomain(), "ann@example.org")
                        .put("schedule", new JsonObject().put("first_attempt", "2020-01-01T00:00:00Z")))
                .then()
                .statusCode(400)
                .body("message", equalTo("schedule.first_attempt must be in the future and within 7 days"));
    }

    @Test
    void attachmentsAreStoredDecoded() throws Exception {
        TestAccount account = TestAccount.with();
        JsonObject text = new JsonObject()
                .put("data", "Größe")
                .put("content_type", "text/plain; charset=utf-8")
                .put("file_name", "größe.txt");
        JsonObject image = new JsonObject()
                .put("base64", true)
                .put("data", Base64.getEncoder().encodeToString(new byte[] {1, 2, 3}))
                .put("content_type", "image/png")
                .put("content_id", "<logo@acme>")
                .put("file_name", "logo.png");
        account.send(TestAccount.message(account.verifiedDomain(), "ann@example.org")
                        .put("attachments", List.of(text, image)))
                .then()
                .statusCode(202);
        assertThat(row(
                                "select data from message_attachment a join message_content c on c.id = a.content_id"
                                        + " where c.account_id = $1 and position = 0",
                                account)
                        .getBuffer(0)
                        .toString())
                .isEqualTo("Größe");
        Row inline = row(
                "select a.* from message_attachment a join message_content c on c.id = a.content_id"
                        + " where c.account_id = $1 and position = 1",
                account);
        assertThat(inline.getBuffer("data").getBytes()).containsExactly(1, 2, 3);
        assertThat(inline.getString("inline_id")).isEqualTo("logo@acme");
        assertThat(inline.getString("disposition")).isEqualTo("inline");
    }

    @Test
    void badAttachmentsAreRefusedByName() {
        TestAccount account = TestAccount.with();
        JsonObject bad = new JsonObject()
                .put("base64", true)
                .put("data", "?")
                .put("content_type", "image/png")
                .put("file_name", "a.png");
        String domain = account.verifiedDomain();
        account.send(TestAccount.message(domain, "ann@example.org").put("attachments", List.of(bad)))
                .then()
                .statusCode(400)
                .body("message", equalTo("attachments[0].data must be base64"));
        account.send(TestAccount.message(domain, "ann@example.org")
                        .put(
                                "attachments",
                                List.of(bad.copy().put("data", "AAAA").put("file_name", "a\r\nX: y"))))
                .then()
                .statusCode(400)
                .body("message", containsString("attachments[0].file_name"));
    }

    @Test
    void anAttachmentOfTwentyMegabytesIsAccepted() throws Exception {
        TestAccount account = TestAccount.with();
        String line = "0123456789abcdefghijklmnopqrstuvwxyzäöü\n";
        JsonObject file = new JsonObject()
                .put(
                        "data",
                        line.repeat(20 * 1024 * 1024 / line.getBytes(java.nio.charset.StandardCharsets.UTF_8).length))
                .put("content_type", "text/plain")
                .put("file_name", "log.txt");
        account.send(TestAccount.message(account.verifiedDomain(), "ann@example.org")
                        .put("attachments", List.of(file))
                        .put("sandbox", true))
                .then()
                .statusCode(202);
        assertThat(row(
                                "select sum(length(data)) from message_attachment a join message_content c on c.id = a.content_id"
                                        + " where c.account_id = $1",
                                account)
                        .getLong(0))
                .isGreaterThan(20 * 1024 * 1024 - 100);
    }

    @Test
    void substitutionsAreBoundedEvenIfNothingIsATemplate() throws Exception {
        TestAccount account = TestAccount.with();
        JsonObject message = TestAccount.message(account.verifiedDomain(), "ann@example.org", "bob@example.org");
        message.getJsonArray("recipients")
                .getJsonObject(0)
                .put("substitutions", new JsonObject().put("a", "x".repeat(1_000_001)));
        account.send(message)
                .then()
                .statusCode(202)
                .body("data.status", equalTo(List.of("error", "queued")))
                .body("data[0].error", containsString("substitutions"));
    }

    @Test
    void substitutionsCountForWhatDeliveryHasInMemory() throws Exception {
        TestAccount account = TestAccount.with();
        JsonObject message = TestAccount.message(account.verifiedDomain(), "ann@example.org")
                .put("substitutions", new JsonObject().put("a", "x".repeat(100_000)))
                .put(
                        "schedule",
                        new JsonObject()
                                .put(
                                        "first_attempt",
                                        Instant.now().plus(Duration.ofDays(1)).toString()));
        account.send(message).then().statusCode(202).body("data.status", equalTo(List.of("scheduled")));
        assertThat(row("select content_bytes from message_queue where account_id = $1", account)
                        .getInteger(0))
                .isGreaterThan(400_000);
    }

    @Test
    void aBodyOfHundredsOfThousandsOfTinyValuesIsRefused() {
        TestAccount account = TestAccount.with();
        String many = "{},".repeat(400_000);
        account.request()
                .body("{\"substitutions\":{\"a\":[" + many + "1]}}")
                .post(account.path("/messages"))
                .then()
                .statusCode(400)
                .body("message", not(emptyString()));
    }

    @Test
    void templatesAreTriedForEachRecipient() throws Exception {
        TestAccount account = TestAccount.with();
        JsonObject message = TestAccount.message(
                        account.verifiedDomain(), "ann@example.org", "bob@example.org", "eve@example.org")
                .put("subject", "For {{ name }}")
                .put("text_content", "{{ greeting }} {{ name }}: {{ total / 2 }}")
                .put(
                        "substitutions",
                        new JsonObject()
                                .put("greeting", "Hi")
                                .put("name", "you")
                                .put("total", 1));
        message.getJsonArray("recipients")
                .getJsonObject(0)
                .put(
                        "substitutions",
                        new JsonObject().put("z", 1).put("name", "Ann").put("a", 1.0));
        message.getJsonArray("recipients").getJsonObject(1).put("substitutions", new JsonObject().put("total", "much"));
        message.getJsonArray("recipients")
                .getJsonObject(2)
                .put("substitutions", new JsonObject().put("name", "Eve\r\nBcc: all@example.org"));
        account.send(message)
                .then()
                .statusCode(202)
                .body("data.status", equalTo(List.of("queued", "error", "error")))
                .body("data[0].recipient.substitutions.name", equalTo("Ann"))
                .body("data[1].error", containsString("text_content"))
                .body("data[2].error", containsString("line breaks"));
        account.request()
                .queryParam("subject", "for ann")
                .get(account.path("/messages"))
                .then()
                .statusCode(200)
                .body("data.subject", equalTo(List.of("For Ann")));
        assertThat(row("select template, substitutions::text from message_content where account_id = $1", account))
                .satisfies(content -> {
                    assertThat(content.getBoolean(0)).isTrue();
                    assertThat(content.getString(1)).isEqualTo("{\"greeting\":\"Hi\",\"name\":\"you\",\"total\":1}");
                });
        assertThat(row("select substitutions::text from message where account_id = $1", account)
                        .getString(0))
                .isEqualTo("{\"z\":1,\"name\":\"Ann\",\"a\":1.0}");
    }

    @Test
    void aTemplateThatNobodyCanReadIsRefusedByItsField() {
        TestAccount account = TestAccount.with();
        JsonObject message =
                TestAccount.message(account.verifiedDomain(), "ann@example.org").put("html_content", "{% if %}");
        account.send(message.copy().put("substitutions", new JsonObject().put("a", 1)))
                .then()
                .statusCode(400)
                .body("message", startsWith("html_content: "));
        // without substitutions it is no template
        account.send(message).then().statusCode(202);
    }

    @Test
    void aHundredRecipientsHaveTheirOwnValues() throws Exception {
        TestAccount account = TestAccount.with();
        JsonObject message = TestAccount.message(
                        account.verifiedDomain(),
                        IntStream.range(0, 100)
                                .mapToObj(i -> "r" + i + "@example.org")
                                .toArray(String[]::new))
                .put("text_content", "{% for i in items %}{{ name }}: {{ i }}\n{% endfor %}")
                .put("substitutions", new JsonObject().put("items", List.of(1, 2, 3)));
        for (int i = 0; i < 100; i++) {
            message.getJsonArray("recipients")
                    .getJsonObject(i)
                    .put("substitutions", new JsonObject().put("name", "Recipient " + i));
        }
        account.send(message).then().statusCode(202).body("data.status", everyItem(equalTo("queued")));
        assertThat(count("select count(distinct substitutions::text) from message where account_id = $1", account))
                .isEqualTo(100);
    }

    @Test
    void aSuppressedRecipientIsAcceptedAndNeverAttempted() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        account.request()
                .body(new JsonObject()
                        .put("email", "ann@example.org")
                        .put("expires_at", Instant.now().plusSeconds(3600).toString())
                        .encode())
                .post(account.path("/suppressions"))
                .then()
                .statusCode(201);
        account.send(TestAccount.message(domain, "Ann@example.org", "bob@example.org"))
                .then()
                .statusCode(202)
                .body("data.status", equalTo(List.of("queued", "queued")));
        assertThat(row(
                        "select status, delivery_log->0->>'status' from message where account_id = $1 and recipient like 'Ann%'",
                        account))
                .satisfies(message -> {
                    assertThat(message.getString(0)).isEqualTo("suppressed");
                    assertThat(message.getString(1)).isEqualTo("suppressed");
                });
        assertThat(count("select count(*) from message_queue where account_id = $1", account))
                .isLessThan(2);
        assertThat(events(account, "sending.MessageSent")).isEqualTo(2);
        assertThat(events(account, "sending.MessageSuppressed")).isEqualTo(1);
        assertThat(count("select sum(recipients) from accepted_count where account_id = $1", account))
                .isEqualTo(2);
    }

    @Test
    void theDefaultsOfTheAccountHold() throws Exception {
        TestAccount account = TestAccount.with();
        execute(
                "insert into sender_account (account_id, track_opens, track_clicks, keep_content_days, keep_metadata_days)"
                        + " values ('" + account.id() + "', true, true, 11, 12)");
        account.send(TestAccount.message(account.verifiedDomain(), "ann@example.org")
                        .put("tracking", new JsonObject().put("click", false)))
                .then()
                .statusCode(202);
        Row content = row("select * from message_content where account_id = $1", account);
        assertThat(content.getBoolean("track_opens")).isTrue();
        assertThat(content.getBoolean("track_clicks")).isFalse();
        assertThat(content.getLocalDate("keep_day"))
                .isEqualTo(LocalDate.now(ZoneOffset.UTC).plusDays(11));
        assertThat(row("select keep_day from message where account_id = $1", account)
                        .getLocalDate(0))
                .isEqualTo(LocalDate.now(ZoneOffset.UTC).plusDays(12));
    }

    private long events(TestAccount account, String type) throws Exception {
        return count(
                "select count(*) from es_event where type = '" + type + "' and payload->>'accountId' = $1::uuid::text",
                account);
    }

    private void execute(String sql) throws Exception {
        var unused = pool.query(sql)
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
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
