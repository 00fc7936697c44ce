package org.subaccounts.sending.message.get;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.localinfra.ReceivedMail;
import org.subaccounts.platform.testkit.AtOnce;
import org.subaccounts.platform.testkit.TestInfrastructure;
import org.subaccounts.platform.testkit.TestMail;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;
import org.subaccounts.sending.message.StoredMessage;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class GetMessageHttpTest {
    private static final String ACME = "acme.example.com";

    private final TestMail mail = TestInfrastructure.get().mail();

    @Inject
    Pool pool;

    private static Response get(TestAccount account, String id) {
        return account.request().get(account.path("/messages/{id}"), id);
    }

    @Test
    void a_message_has_its_content_as_it_arrived() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        String to = "ann-" + UUID.randomUUID() + "@example.org";
        Response sent = account.send(TestAccount.message(domain, to)
                .put("subject", "Grüße 🎉")
                .put("headers", new JsonObject().put("X-Campaign", "spring"))
                .put("text_content", "Schöne Grüße")
                .put("html_content", "<p>Grüße: <a href=\"https://example.com/offer\">offer</a></p>")
                .put("tracking", new JsonObject().put("open", true).put("click", true))
                .put(
                        "attachments",
                        List.of(new JsonObject()
                                .put("base64", true)
                                .put("data", "JVBERi0=")
                                .put("content_type", "application/pdf")
                                .put("file_name", "Rechnung März.pdf"))));
        String id = sent.then().statusCode(202).extract().path("data[0].id");
        ReceivedMail received = await().atMost(Duration.ofSeconds(20))
                .until(() -> mail.receivedBy(to), mails -> !mails.isEmpty())
                .getFirst();
        await().atMost(Duration.ofSeconds(5)).until(() -> get(account, id).path("status"), "Delivered"::equals);

        Response read = get(account, id);
        read.then()
                .statusCode(200)
                .body("object", equalTo("message"))
                .body("message_id", equalTo(id))
                .body("num_attempts", equalTo(1))
                .body("delivery_attempts[0].status", equalTo("Delivered"))
                .body("content_parsed.parts", hasSize(2))
                .body("content_parsed.parts[0].content_type", equalTo("text/plain"))
                .body("content_parsed.parts[0].content", containsString("Schöne Grüße"))
                .body("content_parsed.parts[1].content_type", equalTo("text/html"))
                .body("content_parsed.parts[1].content", containsString("/t/c/"))
                .body("content_parsed.parts[1].content", containsString("/t/o/"))
                .body("content_parsed.parts[1].content", not(containsString("https://example.com/offer")))
                .body("content_parsed.attachments", hasSize(1))
                .body("content_parsed.attachments[0].filename", equalTo("Rechnung März.pdf"))
                .body("content_parsed.attachments[0].content", equalTo("JVBERi0="))
                .body("content_parsed.attachments[0].content_type", equalTo("application/pdf"))
                .body("content_parsed.headers.Subject", equalTo(List.of("Grüße 🎉")))
                .body("content_parsed.headers.'X-Campaign'", equalTo(List.of("spring")))
                .body("content_parsed.headers.'Message-ID'", equalTo(List.of(id)));
        assertThat(unsigned(read.path("content")))
                .isEqualTo(unsigned(new String(mail.raw(received), StandardCharsets.UTF_8)));
        assertThat(get(account, id.substring(1, 37)).asString()).isEqualTo(read.asString());
    }

    /** Without the header fields that are added on the way. */
    private static String unsigned(String raw) {
        return raw.replaceAll("(?si)^(DKIM-Signature|Received|Return-Path):.*?\\r\\n(?![ \\t])", "")
                .strip();
    }

    @Test
    void content_ends_before_the_message() {
        TestAccount account = TestAccount.with();
        UUID id = StoredMessage.of(account, ACME).keep(30, -1).store(pool);
        get(account, id.toString())
                .then()
                .statusCode(200)
                .body("$", not(hasKey("content")))
                .body("$", not(hasKey("content_parsed")));
        UUID gone = StoredMessage.of(account, ACME).keep(-1, -1).store(pool);
        get(account, gone.toString()).then().statusCode(404);
    }

    @Test
    void a_message_that_is_not_there_or_not_the_keys_is_a_404() {
        TestAccount account = TestAccount.with();
        UUID id = StoredMessage.of(account, ACME).store(pool);
        String missing = get(account, UUID.randomUUID().toString())
                .then()
                .statusCode(404)
                .extract()
                .asString();
        assertThat(get(TestAccount.with(), id.toString())
                        .then()
                        .statusCode(404)
                        .extract()
                        .asString())
                .isEqualTo(missing);
        assertThat(get(account.limitedTo("messages:read:{other.example.com}"), id.toString())
                        .then()
                        .statusCode(404)
                        .extract()
                        .asString())
                .isEqualTo(missing);
        get(account, "<" + id + "@other.example.com>").then().statusCode(404);
        get(account, "7").then().statusCode(400).body("message", containsString("message_id must be"));
        get(account.limitedTo("messages:send:all"), id.toString()).then().statusCode(403);
        get(account.limitedTo("messages:read:{" + ACME + "}"), "<" + id + "@" + ACME + ">")
                .then()
                .statusCode(200);
    }

    @Test
    void many_at_once_are_all_answered() {
        TestAccount account = TestAccount.with();
        UUID id = StoredMessage.of(account, ACME).store(pool);
        assertThat(AtOnce.times(60, i -> get(account, id.toString()).statusCode()))
                .containsOnly(200);
    }
}
