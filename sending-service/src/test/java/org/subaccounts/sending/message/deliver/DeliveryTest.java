package org.subaccounts.sending.message.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.localinfra.ReceivedMail;
import org.subaccounts.platform.testkit.EventReader;
import org.subaccounts.platform.testkit.TestInfrastructure;
import org.subaccounts.platform.testkit.TestMail;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class DeliveryTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final TestMail mail = TestInfrastructure.get().mail();

    @Inject
    Pool pool;

    @Inject
    Vertx vertx;

    @Inject
    MessageQueue queue;

    @Inject
    Attempts attempts;

    @Inject
    Outcomes outcomes;

    @Inject
    DeliverySettings settings;

    @AfterEach
    void openTheWayToTheRelay() {
        TestAccount.relay("open");
    }

    @Test
    void aMessageArrivesSignedAndAsItWasWritten() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        String ann = recipient();
        String text = "Grüße, 🎉!\n.\n..dots\n\nFrom here on\r\nCRLF = fine\ttab \nend";
        String html = "<p>Grüße 🎉</p>\n" + "<p>long</p>".repeat(200);
        JsonObject message = TestAccount.message(domain)
                .put("from", new JsonObject().put("email", "news@" + domain).put("name", "Ä \"Quoted\" <Co>"))
                .put("recipients", List.of(new JsonObject().put("email", ann).put("name", "Ann Ö. 🎈")))
                .put("subject", "Willkommen 🎉 bei Grüße & Söhne, " + "sehr langer Betreff ".repeat(8))
                .put("reply_to", new JsonObject().put("email", "help@" + domain).put("name", "Help, Desk"))
                .put("headers", new JsonObject().put("X-Campaign", "spring").put("Message-ID", "<mine@x>"))
                .put("text_content", text)
                .put("html_content", html);
        Response sent = account.send(message);
        sent.then().statusCode(202);
        String id = sent.path("data[0].id");

        ReceivedMail received = await().atMost(SOON)
                .until(() -> mail.receivedBy(ann), mails -> !mails.isEmpty())
                .getFirst();
        Mail arrived = Mail.parse(mail.raw(received));
        assertThat(arrived.signers(TestInfrastructure.get().dns())).containsExactly(domain);
        assertThat(arrived.message().getMessageId()).isEqualTo(id);
        assertThat(arrived.message().getSubject())
                .isEqualTo(message.getString("subject").strip());
        assertThat(arrived.message().getFrom().getFirst().getName()).isEqualTo("Ä \"Quoted\" <Co>");
        assertThat(arrived.message().getFrom().getFirst().getAddress()).isEqualTo("news@" + domain);
        assertThat(arrived.message().getTo().flatten().getFirst().getName()).isEqualTo("Ann Ö. 🎈");
        assertThat(arrived.message().getReplyTo().flatten().getFirst().getAddress())
                .isEqualTo("help@" + domain);
        assertThat(arrived.header("X-Campaign")).isEqualTo("spring");
        assertThat(arrived.text().replace("\r\n", "\n").stripTrailing())
                .isEqualTo(text.replace("\r\n", "\n").stripTrailing());
        assertThat(arrived.html().replace("\r\n", "\n").stripTrailing()).isEqualTo(html);
        assertThat(TestAccount.envelopeSenders()).anySatisfy(sender -> assertThat(sender)
                .matches("bounce\\+" + id.substring(1, 37) + "-[0-9a-v]{16}@bounces\\." + domain));
    }

    @Test
    void oddBodiesAreSignedCorrectlyToo() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        List<String> bodies = List.of(
                "one line",
                "\n\nleading empty lines",
                "trailing empty lines\n\n\n\n",
                "  leading and   inner  spaces  \n\t tab\t\n \nend",
                "x".repeat(2000),
                "ascii\n" + "y".repeat(900) + "\nend",
                "\u2028 line separators \u0085 of other kinds \f\u000b",
                "=3D equals = and =?UTF-8?Q?x?=",
                ".",
                " ");
        for (String body : bodies) {
            String to = recipient();
            account.send(TestAccount.message(domain, to).put("text_content", body))
                    .then()
                    .statusCode(202);
            ReceivedMail received = await().atMost(SOON)
                    .until(() -> mail.receivedBy(to), mails -> !mails.isEmpty())
                    .getFirst();
            assertThat(Mail.parse(mail.raw(received))
                            .signers(TestInfrastructure.get().dns()))
                    .as("signature of a mail with the body %s", body)
                    .containsExactly(domain);
        }
    }

    @Test
    void eachRecipientGetsAMessageOfItsOwn() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        String ann = recipient();
        String bob = recipient();
        account.send(TestAccount.message(domain, ann, bob)).then().statusCode(202);
        for (String to : List.of(ann, bob)) {
            ReceivedMail received = await().atMost(SOON)
                    .until(() -> mail.receivedBy(to), mails -> !mails.isEmpty())
                    .getFirst();
            assertThat(received.to()).containsExactly(to);
            assertThat(Mail.parse(mail.raw(received)).header("To")).isEqualTo(to);
        }
    }

    @Test
    void theLifeOfAMessageIsPublishedInOrder() {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        String good = account.send(TestAccount.message(domain, recipient())).path("data[0].id");
        String bad = account.send(TestAccount.message(domain, "refuse@" + recipientDomain()))
                .path("data[0].id");
        try (EventReader events = new EventReader(Topics.SENDING)) {
            await().atMost(SOON).untilAsserted(() -> assertThat(events.typesAbout("message_id", good))
                    .containsExactly("MessageSent", "MessageDelivered"));
            await().atMost(SOON).untilAsserted(() -> assertThat(events.typesAbout("message_id", bad))
                    .containsExactly("MessageSent", "MessageBounced"));
            assertThat(events.about("message_id", bad)).allSatisfy(event -> {
                assertThat(event.key()).isEqualTo(account.id().toString());
                assertThat(event.data().getString("domain")).isEqualTo(domain);
            });
            assertThat(events.about("message_id", bad).getLast().data().getString("reason"))
                    .startsWith("550");
            assertThat(events.typesAbout("domain", domain)).contains("DomainAdded", "DomainVerified");
        }
    }

    @Test
    void whatTheRelayRefusesForNowIsTriedSevenTimesAndThenFails() {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        String id = account.send(TestAccount.message(domain, "defer@" + recipientDomain()))
                .path("data[0].id");
        try (EventReader events = new EventReader(Topics.SENDING)) {
            await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertThat(events.typesAbout("message_id", id))
                    .containsExactly(
                            "MessageSent",
                            "MessageDeferred",
                            "MessageDeferred",
                            "MessageDeferred",
                            "MessageDeferred",
                            "MessageDeferred",
                            "MessageDeferred",
                            "MessageFailed"));
            assertThat(events.about("message_id", id).getLast().data().getInteger("attempt"))
                    .isEqualTo(7);
            assertThat(events.about("message_id", id).subList(1, 7))
                    .extracting(event -> event.data().getBoolean("first"))
                    .containsExactly(true, false, false, false, false, false);
        }
    }

    @Test
    void whileTheRelayIsDownMailWaitsAndThenArrives() {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        String to = recipient();
        TestAccount.relay("close");
        String id = account.send(TestAccount.message(domain, to)).path("data[0].id");
        try (EventReader events = new EventReader(Topics.SENDING)) {
            await().atMost(SOON).untilAsserted(() -> assertThat(events.typesAbout("message_id", id))
                    .startsWith("MessageSent", "MessageDeferred"));
            assertThat(mail.receivedBy(to)).isEmpty();
            TestAccount.relay("open");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(mail.receivedBy(to)).hasSize(1));
            await().atMost(SOON).untilAsserted(() -> assertThat(events.typesAbout("message_id", id))
                    .endsWith("MessageDelivered"));
        }
    }

    @Test
    void severalWorkersSendEachMessageOnce() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        List<Dispatcher> others = IntStream.range(0, 3)
                .mapToObj(i -> new Dispatcher(vertx, queue, attempts, settings))
                .toList();
        others.forEach(Dispatcher::start);
        try {
            List<String> recipients =
                    IntStream.range(0, 200).mapToObj(i -> recipient()).toList();
            account.send(TestAccount.message(domain, recipients.subList(0, 100).toArray(String[]::new)))
                    .then()
                    .statusCode(202);
            account.send(TestAccount.message(
                            domain, recipients.subList(100, 200).toArray(String[]::new)))
                    .then()
                    .statusCode(202);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(states(account.id())).containsExactly("delivered 200"));
            List<String> received = mail.received().stream()
                    .flatMap(each -> each.to().stream())
                    .filter(recipients::contains)
                    .toList();
            assertThat(received).containsExactlyInAnyOrderElementsOf(recipients);
        } finally {
            for (Dispatcher other : others) {
                other.stop();
            }
        }
    }

    @Test
    void whatADeadWorkerOwnedIsSentWhenItsLeaseEnds() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        String to = recipient();
        suspend(account.id(), true);
        account.send(TestAccount.message(domain, to)).then().statusCode(202);
        // exactly what a worker leaves that is killed after its claim
        run(
                "update message_queue set ready = false, lease = $2, attempts = 1, due_at = now() + interval '3 seconds'"
                        + " where account_id = $1",
                Tuple.of(account.id(), UUID.randomUUID()));
        suspend(account.id(), false);
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(2)).until(() -> mail.receivedBy(to)
                .isEmpty());
        await().atMost(SOON).untilAsserted(() -> assertThat(mail.receivedBy(to)).hasSize(1));
        assertThat(attemptsOf(account.id())).isEqualTo(2);
    }

    @Test
    void theFirstDeferralIsToldAsSuchAlsoWhenACrashCutOffTheFirstAttempt() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        suspend(account.id(), true);
        String id = account.send(TestAccount.message(domain, "defer@" + recipientDomain()))
                .path("data[0].id");
        run(
                "update message_queue set ready = false, lease = $2, attempts = 1, due_at = now() where account_id = $1",
                Tuple.of(account.id(), UUID.randomUUID()));
        suspend(account.id(), false);
        try (EventReader events = new EventReader(Topics.SENDING)) {
            await().atMost(SOON).untilAsserted(() -> assertThat(events.about("message_id", id))
                    .extracting(event -> event.data().getInteger("attempt") + " "
                            + event.data().getBoolean("first"))
                    .startsWith("null null", "2 true", "3 false"));
        }
    }

    @Test
    void aWorkerThatLostItsLeaseChangesNothing() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        suspend(account.id(), true);
        account.send(TestAccount.message(domain, recipient())).then().statusCode(202);
        Row row = run(
                        "select id, content_id, content_keep_day, domain_id from message where account_id = $1",
                        Tuple.of(account.id()))
                .iterator()
                .next();
        ClaimedMessage stale = new ClaimedMessage(
                new org.subaccounts.sending.message.MessageId(row.getUUID("id"), domain),
                row.getLocalDate("content_keep_day"),
                UUID.randomUUID(),
                account.id(),
                new ClaimedMessage.ContentKey(row.getUUID("content_id"), row.getLocalDate("content_keep_day")),
                10,
                new org.subaccounts.sending.domain.DomainId(row.getUUID("domain_id")),
                "x@example.org",
                null,
                List.of(),
                null,
                null,
                1,
                false,
                null,
                java.time.Instant.now(),
                java.time.Instant.now());
        outcomes.record(stale, new Outcome.Delivered("250 ok")).await().atMost(SOON);
        assertThat(states(account.id())).containsExactly("received 1");
        try (EventReader events = new EventReader(Topics.SENDING)) {
            assertThat(events.typesAbout("message_id", stale.id().toString())).doesNotContain("MessageDelivered");
        }
    }

    @Test
    void aMessageWhoseDomainWasRemovedFails() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        suspend(account.id(), true);
        String id = account.send(TestAccount.message(domain, recipient())).path("data[0].id");
        account.request().delete(account.path("/domains/" + domain)).then().statusCode(200);
        suspend(account.id(), false);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(states(account.id())).containsExactly("failed 1"));
        try (EventReader events = new EventReader(Topics.SENDING)) {
            await().atMost(SOON).untilAsserted(() -> assertThat(events.typesAbout("message_id", id))
                    .containsExactly("MessageSent", "MessageFailed"));
        }
    }

    @Test
    void contentIsKeptOnceAndDeletedWhenItsTimeHasCome() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        account.send(TestAccount.message(domain, recipient(), recipient())
                        .put("retention", new JsonObject().put("data", 0).put("metadata", 1)))
                .then()
                .statusCode(202);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(states(account.id())).containsExactly("delivered 2"));
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        run("select 1 from message_content where account_id = $1", Tuple.of(account.id()))
                                .size())
                .isZero());
        run("update message set keep_until = now() where account_id = $1", Tuple.of(account.id()));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(states(account.id())).isEmpty());
    }

    @Test
    void whatTheReceiverRefusesForGoodSuppressesTheAddressForThisDomain() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        String refused = "refuse@" + recipientDomain();
        account.send(TestAccount.message(domain, refused)).then().statusCode(202);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(states(account.id())).containsExactly("bounced 1"));
        assertThat(suppressed(account.id())).containsExactly(refused + " " + domain + " hard_bounce");
        Row row = run(
                        "select bounce_classification, delivery_log -> 0 ->> 'log' as log from message where account_id = $1",
                        Tuple.of(account.id()))
                .iterator()
                .next();
        assertThat(row.getString("bounce_classification")).isEqualTo("invalid_recipient");
        assertThat(row.getString("log")).startsWith("550 5.1.1");
        account.send(TestAccount.message(domain, refused)).then().statusCode(202);
        assertThat(states(account.id())).containsExactly("bounced 1", "suppressed 1");
    }

    @Test
    void theLastRefusalForNowSuppressesButARelayThatIsAwayDoesNot() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        String deferred = "defer@" + recipientDomain();
        account.send(TestAccount.message(domain, deferred)).then().statusCode(202);
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(states(account.id())).containsExactly("failed 1"));
        assertThat(suppressed(account.id())).containsExactly(deferred + " " + domain + " final_failure");

        TestAccount other = TestAccount.with();
        String otherDomain = other.verifiedDomain();
        TestAccount.relay("close");
        other.send(TestAccount.message(otherDomain, recipient())).then().statusCode(202);
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(states(other.id())).containsExactly("failed 1"));
        assertThat(suppressed(other.id())).isEmpty();
    }

    @Test
    void anAddressThatIsSuppressedWhileItsMailWaitsIsNotAttempted() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        String to = "Bob@" + recipientDomain();
        suspend(account.id(), true);
        String id = account.send(TestAccount.message(domain, to)).path("data[0].id");
        run(
                "insert into suppression (id, account_id, email, domain, reason, origin, created_at, expires_at)"
                        + " values (gen_random_uuid(), $1, lower($2), '', '', 'api', now(), now() + interval '1 day')",
                Tuple.of(account.id(), to));
        suspend(account.id(), false);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(states(account.id())).containsExactly("suppressed 1"));
        assertThat(mail.receivedBy(to)).isEmpty();
        assertThat(attemptsOf(account.id())).isZero();
        try (EventReader events = new EventReader(Topics.SENDING)) {
            await().atMost(SOON).untilAsserted(() -> assertThat(events.typesAbout("message_id", id))
                    .containsExactly("MessageSent", "MessageSuppressed"));
        }
    }

    @Test
    void mailThatIsNotDeliveredInTimeExpiresAlsoOfSuspendedAccounts() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        String to = recipient();
        suspend(account.id(), true);
        JsonObject schedule = new JsonObject()
                .put("expires", java.time.Instant.now().plusSeconds(3).toString());
        String id = account.send(TestAccount.message(domain, to).put("schedule", schedule))
                .path("data[0].id");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(states(account.id())).containsExactly("failed 1"));
        suspend(account.id(), false);
        assertThat(mail.receivedBy(to)).isEmpty();
        assertThat(attemptsOf(account.id())).isZero();
        assertThat(suppressed(account.id())).isEmpty();
        try (EventReader events = new EventReader(Topics.SENDING)) {
            await().atMost(SOON).untilAsserted(() -> assertThat(events.typesAbout("message_id", id))
                    .containsExactly("MessageSent", "MessageFailed"));
            assertThat(events.about("message_id", id).getLast().data().getString("reason"))
                    .isEqualTo("expired");
        }
    }

    @Test
    void theSandboxEndsAsAskedAndSendsSuppressesAndJudgesNothing() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        java.util.Map<String, String> ends = java.util.Map.of(
                "deliver", "delivered MessageDelivered",
                "bounce", "bounced MessageBounced",
                "defer", "deferred MessageDeferred",
                "fail", "failed MessageFailed",
                "suppress", "suppressed MessageSuppressed");
        try (EventReader events = new EventReader(Topics.SENDING)) {
            for (var end : ends.entrySet()) {
                String to = recipient();
                String id = account.send(TestAccount.message(domain, to)
                                .put("sandbox", true)
                                .put("sandbox_result", end.getKey()))
                        .path("data[0].id");
                String[] expected = end.getValue().split(" ", 2);
                await().atMost(SOON).untilAsserted(() -> assertThat(events.typesAbout("message_id", id))
                        .containsExactly("MessageSent", expected[1]));
                assertThat(events.about("message_id", id))
                        .allSatisfy(event ->
                                assertThat(event.data().getBoolean("sandbox")).isTrue());
                assertThat(mail.receivedBy(to)).isEmpty();
            }
        }
        assertThat(states(account.id()))
                .containsExactly("bounced 1", "deferred 1", "delivered 1", "failed 1", "suppressed 1");
        assertThat(run("select 1 from message_queue where account_id = $1", Tuple.of(account.id()))
                        .size())
                .isZero();
        assertThat(suppressed(account.id())).isEmpty();
        assertThat(run("select 1 from reputation_count where account_id = $1", Tuple.of(account.id()))
                        .size())
                .isZero();
    }

    @Test
    void templatesAmpAndFilesArriveAsTheyWereAccepted() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        String to = recipient();
        JsonObject message = TestAccount.message(domain)
                .put(
                        "recipients",
                        List.of(new JsonObject()
                                .put("email", to)
                                .put("substitutions", new JsonObject().put("name", "Ann Ö."))))
                .put("substitutions", new JsonObject().put("name", "all").put("shop", "Café"))
                .put("subject", "Hello {{ name }}")
                .put("text_content", "{{ shop }} greets {{ name }}")
                .put("html_content", "<p>{{ shop }} <img src=\"cid:logo@x\"></p>")
                .put("amp_content", "<!doctype html><html ⚡4email>{{ name }}</html>")
                .put(
                        "attachments",
                        List.of(
                                new JsonObject()
                                        .put("base64", true)
                                        .put("data", "AAEC")
                                        .put("content_type", "image/png")
                                        .put("content_id", "<logo@x>")
                                        .put("content_disposition", "inline")
                                        .put("file_name", "logo.png"),
                                new JsonObject()
                                        .put("base64", false)
                                        .put("data", "a;ä\n")
                                        .put("content_type", "text/csv")
                                        .put("file_name", "Käufe.csv")));
        account.send(message).then().statusCode(202);
        ReceivedMail received = await().atMost(SOON)
                .until(() -> mail.receivedBy(to), mails -> !mails.isEmpty())
                .getFirst();
        Mail arrived = Mail.parse(mail.raw(received));
        assertThat(arrived.signers(TestInfrastructure.get().dns())).containsExactly(domain);
        assertThat(arrived.message().getSubject()).isEqualTo("Hello Ann Ö.");
        assertThat(arrived.text()).isEqualTo("Café greets Ann Ö.");
        assertThat(arrived.types())
                .containsExactly("text/plain", "text/x-amp-html", "text/html", "image/png", "text/csv");
    }

    @Test
    void allRecipientsOfAConversationAreShownToEach() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        String ann = recipient();
        String bob = recipient();
        String eve = recipient();
        JsonObject message = TestAccount.message(domain);
        message.remove("recipients");
        message.put("to", List.of(new JsonObject().put("email", ann).put("name", "Ann")))
                .put("cc", List.of(new JsonObject().put("email", bob)))
                .put("bcc", List.of(new JsonObject().put("email", eve)));
        account.request()
                .body(message.encode())
                .post(account.path("/messages/conversation"))
                .then()
                .statusCode(202);
        for (String to : List.of(ann, bob, eve)) {
            ReceivedMail received = await().atMost(SOON)
                    .until(() -> mail.receivedBy(to), mails -> !mails.isEmpty())
                    .getFirst();
            Mail arrived = Mail.parse(mail.raw(received));
            assertThat(arrived.header("To")).contains(ann).doesNotContain(bob, eve);
            assertThat(arrived.header("Cc")).contains(bob).doesNotContain(eve);
            assertThat(arrived.signers(TestInfrastructure.get().dns())).containsExactly(domain);
        }
    }

    private List<String> suppressed(UUID account) throws Exception {
        return java.util.stream.StreamSupport.stream(
                        run(
                                        "select email || ' ' || domain || ' ' || origin as line from suppression"
                                                + " where account_id = $1 order by email",
                                        Tuple.of(account))
                                .spliterator(),
                        false)
                .map(row -> row.getString("line"))
                .toList();
    }

    private static String recipient() {
        return "ann@" + recipientDomain();
    }

    private static String recipientDomain() {
        return "r" + UUID.randomUUID().toString().replace("-", "") + ".example.org";
    }

    private void suspend(UUID account, boolean suspended) throws Exception {
        run(
                "insert into sender_account (account_id, suspended) values ($1, $2)"
                        + " on conflict (account_id) do update set suspended = $2",
                Tuple.of(account, suspended));
    }

    private List<String> states(UUID account) throws Exception {
        return java.util.stream.StreamSupport.stream(
                        run(
                                        "select status || ' ' || count(*) as line from message where account_id = $1 group by status"
                                                + " order by status",
                                        Tuple.of(account))
                                .spliterator(),
                        false)
                .map(row -> row.getString("line"))
                .toList();
    }

    private int attemptsOf(UUID account) throws Exception {
        return run("select max(attempts)::int as attempts from message where account_id = $1", Tuple.of(account))
                .iterator()
                .next()
                .getInteger("attempts");
    }

    private RowSet<Row> run(String sql, Tuple arguments) throws Exception {
        return pool.preparedQuery(sql)
                .execute(arguments)
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }
}
