package org.subaccounts.sending.message.bounce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.testkit.EventReader;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;
import org.subaccounts.sending.TestCertificate;
import org.subaccounts.sending.message.ReturnPaths;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class BouncesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String NO_USER = DeliveryReportTest.report("failed", "5.1.1", "550 5.1.1 user unknown");

    @Inject
    Pool pool;

    @Inject
    BounceServer server;

    @Inject
    ReturnPaths returnPaths;

    @Inject
    @ConfigProperty(name = "quarkus.tls.bounce.key-store.p12.path")
    Path certificate;

    private record Sent(TestAccount account, String id, UUID uuid, String recipient, String returnPath) {}

    private Sent delivered() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        String recipient = "Ann@r" + UUID.randomUUID().toString().replace("-", "") + ".example.org";
        String id = account.send(TestAccount.message(domain, recipient)).path("data[0].id");
        UUID uuid = UUID.fromString(id.substring(1, 37));
        await().atMost(SOON).until(() -> text("select status from message where id = $1", uuid)
                .equals("delivered"));
        String returnPath = TestAccount.envelopeSenders().stream()
                .filter(sender -> sender.contains(uuid.toString()))
                .findFirst()
                .orElseThrow();
        return new Sent(account, id, uuid, recipient, returnPath);
    }

    @Test
    void whatAReceiverReturnsBouncesOnceIsPublishedAndSuppressesTheAddress() throws Exception {
        Sent sent = delivered();
        for (int i = 0; i < 3; i++) {
            assertThat(SmtpTalk.deliver(server.port(), sent.returnPath(), NO_USER))
                    .startsWith("250");
        }
        assertThat(text("select status || ' ' || bounce_classification from message where id = $1", sent.uuid()))
                .isEqualTo("bounced invalid_recipient");
        assertThat(text("select jsonb_array_length(delivery_log)::text from message where id = $1", sent.uuid()))
                .isEqualTo("2");
        assertThat(text(
                        "select email || ' ' || origin || ' ' || (expires_at - now() between interval '29 days' and interval '30 days')"
                                + " from suppression where account_id = $1",
                        sent.account().id()))
                .isEqualTo(sent.recipient().toLowerCase(java.util.Locale.ROOT) + " hard_bounce true");
        assertThat(text(
                        "select sum(sent) || ' ' || sum(bounced) from reputation_count where account_id = $1",
                        sent.account().id()))
                .isEqualTo("1 1");
        try (EventReader events = new EventReader(Topics.SENDING)) {
            await().atMost(SOON).untilAsserted(() -> assertThat(events.typesAbout("message_id", sent.id()))
                    .containsExactly("MessageSent", "MessageDelivered", "MessageBounced"));
            assertThat(events.about("message_id", sent.id()).getLast().data().getString("classification"))
                    .isEqualTo("invalid_recipient");
        }
    }

    /** What comes unencrypted in the packet of STARTTLS is no part of the encrypted talk (RFC 3207, 5). */
    @Test
    void notificationsComeEncryptedIfTheSenderWantsIt() throws Exception {
        Sent sent = delivered();
        try (SmtpTalk talk = new SmtpTalk(server.port())) {
            talk.say("EHLO mx.example.org");
            assertThat(talk.say("STARTTLS\r\nMAIL FROM:<injected@example.org>")).startsWith("220");
            talk.encrypt(TestCertificate.in(certificate).ofClient(), SendingTestResource.BOUNCES);
            assertThat(talk.deliver(sent.returnPath(), NO_USER)).startsWith("250");
        }
        assertThat(text("select status from message where id = $1", sent.uuid()))
                .isEqualTo("bounced");
    }

    @Test
    void aDelayIsWrittenIntoTheLogOnlyAndOnce() throws Exception {
        Sent sent = delivered();
        String delay = DeliveryReportTest.report("delayed", "4.4.1", "connection timed out");
        for (int i = 0; i < 2; i++) {
            assertThat(SmtpTalk.deliver(server.port(), sent.returnPath(), delay))
                    .startsWith("250");
        }
        assertThat(text(
                        "select status || ' ' || jsonb_array_length(delivery_log) || ' ' || (delivery_log -> 1 ->> 'log')"
                                + " from message where id = $1",
                        sent.uuid()))
                .isEqualTo("delivered 2 4.4.1 connection timed out");
        assertThat(text(
                        "select count(*)::text from suppression where account_id = $1",
                        sent.account().id()))
                .isEqualTo("0");
    }

    @Test
    void whatIsNoNotificationIsTakenAndChangesNothing() throws Exception {
        Sent sent = delivered();
        for (String mail : List.of(
                "Subject: Out of office\r\n\r\nAction: failed",
                DeliveryReportTest.report("delivered", "2.0.0", "250 ok"),
                "")) {
            assertThat(SmtpTalk.deliver(server.port(), sent.returnPath(), mail)).startsWith("250");
        }
        assertThat(text("select status from message where id = $1", sent.uuid()))
                .isEqualTo("delivered");
    }

    @Test
    void nobodyBouncesTheMessagesOfOthers() throws Exception {
        Sent sent = delivered();
        String host = sent.returnPath().substring(sent.returnPath().indexOf('@') + 1);
        for (String forged : List.of(
                "bounce+" + sent.uuid() + "@" + host,
                "bounce+" + sent.uuid() + "-0123456789abcdef@" + host,
                sent.returnPath().replace(host, "bounces.other.example.com"),
                "postmaster@" + host,
                "ann@example.org",
                returnPaths.of(UUID.randomUUID(), host))) {
            assertThat(SmtpTalk.deliver(server.port(), forged, NO_USER))
                    .as(forged)
                    .startsWith("550");
        }
        assertThat(text("select status from message where id = $1", sent.uuid()))
                .isEqualTo("delivered");
    }

    @Test
    void aNotificationThatIsFasterThanOurRecordComesAgain() throws Exception {
        Sent sent = delivered();
        run("update message set status = 'received' where id = $1", sent.uuid());
        assertThat(SmtpTalk.deliver(server.port(), sent.returnPath(), NO_USER)).startsWith("451");
        run("update message set status = 'delivered' where id = $1", sent.uuid());
        assertThat(SmtpTalk.deliver(server.port(), sent.returnPath(), NO_USER)).startsWith("250");
        assertThat(text("select status from message where id = $1", sent.uuid()))
                .isEqualTo("bounced");
    }

    @Test
    void mailThatIsTooLargeAndTalkThatIsTooSlowEnds() throws Exception {
        Sent sent = delivered();
        assertThat(SmtpTalk.deliver(
                        server.port(),
                        sent.returnPath(),
                        "x".repeat(70).concat("\r\n").repeat(20_000)))
                .matches("552.*|^$");
        try (SmtpTalk silent = new SmtpTalk(server.port())) {
            assertThat(silent.reply()).startsWith("421");
        }
    }

    @Test
    void connectionsAreBounded() throws IOException {
        List<SmtpTalk> open = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                open.add(new SmtpTalk(server.port()));
            }
            try (SmtpTalk oneMore = new SmtpTalk(server.port())) {
                assertThat(oneMore.say("EHLO x")).doesNotStartWith("250");
            }
        } finally {
            for (SmtpTalk talk : open) {
                talk.close();
            }
        }
        await().atMost(SOON).untilAsserted(() -> {
            try (SmtpTalk again = new SmtpTalk(server.port())) {
                assertThat(again.say("EHLO x")).startsWith("250");
            }
        });
    }

    private void run(String sql, Object argument) throws Exception {
        pool.preparedQuery(sql)
                .execute(Tuple.of(argument))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private String text(String sql, Object argument) throws Exception {
        for (Row row : pool.preparedQuery(sql)
                .execute(Tuple.of(argument))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)) {
            return String.valueOf(row.getValue(0));
        }
        return "";
    }
}
