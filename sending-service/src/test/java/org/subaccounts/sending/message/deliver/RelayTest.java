package org.subaccounts.sending.message.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.Subdomains;
import org.subaccounts.sending.message.MessageId;
import org.subaccounts.sending.message.deliver.RelayDouble.Stage;

/** What goes over the wire, and what each answer of the relay means, against a real socket. */
class RelayTest {
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(3);
    private static final String DOMAIN = "acme.example.com";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private RelayDouble server;
    private Relay relay;

    @BeforeEach
    void start() throws IOException {
        server = new RelayDouble();
        relay = DeliveryParts.relay(server.port(), SEND_TIMEOUT, meters);
    }

    @AfterEach
    void stop() throws Exception {
        relay.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\n.\nMAIL FROM:<x@y.example>",
                "a\r.\rMAIL FROM:<x@y.example>",
                "a\r\n.\r\nMAIL FROM:<x@y.example>",
                "a\n.\r\nMAIL FROM:<x@y.example>",
                "a\r\n.\nMAIL FROM:<x@y.example>",
                "a\r.\r\nMAIL FROM:<x@y.example>",
                "a\r\n.\rMAIL FROM:<x@y.example>",
                "a\u0000\r\n.\r\n\u0000",
                ".\r\n",
                "..\r\n...\r\n",
                "a\r\r\n.\r\r\nb",
                "a\n\r.\n\rb",
                "a\u2028.\u2028b\u0085.\u0085",
            })
    void nothingInATextEndsTheMailOrStartsACommand(String text) throws Exception {
        send(letter(new Letter.Bodies("Hello", text, text, text), new JsonObject().put("X-Odd", text), List.of()));
        RelayDouble.Taken taken = single();
        assertCleanLines(taken.bytes());
        assertSigned(taken.bytes());
        Mail mail = Mail.parse(undotted(taken.bytes()));
        assertThat(mail.text())
                .isEqualTo(text.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n"));
        assertThat(mail.message().getHeader().getFields("X-Odd")).hasSize(1);
        assertThat(mail.message().getHeader().getFields())
                .extracting(field -> field.getName().toUpperCase(java.util.Locale.ROOT))
                .doesNotHaveDuplicates();
    }

    @Test
    void fieldsThatWouldBreakTheHeaderDoNot() throws Exception {
        String evil = "x\r\nBcc: victim@example.org\r\n\r\nbody\n.\n";
        Letter letter = new Letter(
                new Letter.Shown("news@" + DOMAIN, evil),
                new Letter.Shown("help@" + DOMAIN, evil),
                List.of(),
                List.of(),
                new Letter.Bodies(evil, "text", null, null),
                false,
                null,
                new JsonObject().put("X-Odd", evil),
                List.of(new Attachment(evil, "text/plain; name=\"" + evil + "\"", "inline", evil).add(new byte[] {1})),
                sender(),
                Letter.Tracking.NONE,
                false);
        send(letter);
        byte[] raw = single().bytes();
        assertCleanLines(raw);
        assertSigned(raw);
        assertThat(Mail.parse(undotted(raw)).message().getHeader().getField("Bcc"))
                .isNull();
    }

    @Test
    void alternativesComeWithAmpBeforeHtmlAndFilesWhereTheyBelong() throws Exception {
        byte[] picture = new byte[5_000];
        new Random(1).nextBytes(picture);
        Letter letter = letter(
                new Letter.Bodies(
                        "Grüße 🎉 " + "lang ".repeat(60) + "Ende",
                        "text",
                        "<html ⚡4email></html>",
                        "<img src=cid:pic@x>"),
                new JsonObject().put("List-Unsubscribe", "<https://acme.example.com/" + "u".repeat(150) + ">"),
                List.of(
                        new Attachment("Bild ä.png", "image/png", "inline", "pic@x").add(picture),
                        new Attachment("Rechnung №7.pdf", "application/pdf", "attachment", null).add(picture),
                        new Attachment("mail.eml", "message/rfc822", "attachment", null).add(picture)));
        send(letter);
        byte[] raw = single().bytes();
        assertCleanLines(raw);
        assertSigned(raw);
        Mail mail = Mail.parse(undotted(raw));
        assertThat(mail.message().getSubject()).isEqualTo(letter.bodies().subject());
        assertThat(mail.header("List-Unsubscribe").strip())
                .isEqualTo(letter.headers().getString("List-Unsubscribe"));
        assertThat(structure(mail.message()))
                .isEqualTo("multipart/mixed(multipart/alternative(text/plain text/x-amp-html"
                        + " multipart/related(text/html image/png)) application/pdf application/octet-stream)");
        List<Entity> leaves = leaves(mail.message()).toList();
        assertThat(leaves.get(3).getFilename()).isEqualTo("Bild ä.png");
        assertThat(leaves.get(3).getHeader().getField("Content-ID").getBody()).isEqualTo("<pic@x>");
        assertThat(leaves.get(4).getFilename()).isEqualTo("Rechnung №7.pdf");
        for (Entity file : leaves.subList(3, 6)) {
            assertThat(((SingleBody) file.getBody()).getInputStream().readAllBytes())
                    .isEqualTo(picture);
        }
    }

    @Test
    void aFileIsDisposedAsItsSenderSaysAndHasItsIdWhicheverItIs() throws Exception {
        send(letter(
                new Letter.Bodies("Hello", "text", null, "<img src=cid:logo>"),
                new JsonObject(),
                List.of(
                        new Attachment("invite.ics", "text/calendar", "inline", null).add(new byte[] {1}),
                        new Attachment("logo.png", "image/png", "attachment", "logo").add(new byte[] {2}))));
        Mail mail = Mail.parse(undotted(single().bytes()));
        List<Entity> leaves = leaves(mail.message()).toList();
        Entity invitation = named("invite.ics", leaves);
        assertThat(invitation.getDispositionType()).isEqualTo("inline");
        assertThat(invitation.getHeader().getField("Content-ID")).isNull();
        Entity logo = named("logo.png", leaves);
        assertThat(logo.getDispositionType()).isEqualTo("attachment");
        assertThat(logo.getHeader().getField("Content-ID").getBody()).isEqualTo("<logo>");
    }

    private static Entity named(String file, List<Entity> leaves) {
        return leaves.stream()
                .filter(leaf -> file.equals(leaf.getFilename()))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(
            value = RelayDouble.Stage.class,
            names = {"GREETING", "EHLO", "MAIL", "TAKEN"})
    void anAnswerThatNeverEndsIsCutOffInTime(RelayDouble.Stage stage) throws Exception {
        server.at(stage, RelayDouble.TRICKLE);
        assertThat(send(letter(new Letter.Bodies("Hello", "text", null, null), new JsonObject(), List.of())))
                .isInstanceOf(Outcome.Deferred.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = RelayDouble.Stage.class,
            names = {"GREETING", "EHLO", "MAIL", "RCPT", "DATA", "TAKEN"})
    void aLateAnswerIsAnAnswer(RelayDouble.Stage stage) throws Exception {
        server.at(stage, RelayDouble.HOLD);
        Thread.ofVirtual().start(() -> {
            try {
                server.reached().await();
                TimeUnit.MILLISECONDS.sleep(300);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            server.release();
        });
        assertThat(send(letter(new Letter.Bodies("Hello", "text", null, null), new JsonObject(), List.of())))
                .isInstanceOf(Outcome.Delivered.class);
        assertThat(server.taken()).hasSize(1);
    }

    @Test
    void allRecipientsOfAConversationAreShown() throws Exception {
        List<Letter.Shown> to = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            to.add(new Letter.Shown("person" + i + "@example.org", i % 2 == 0 ? "Jürgen, \"J\" " + i : null));
        }
        Letter letter = new Letter(
                new Letter.Shown("news@" + DOMAIN, "Acme"),
                null,
                to,
                List.of(new Letter.Shown("cc@example.org", "Çc")),
                new Letter.Bodies("Hello", null, null, "<p>Hi</p>"),
                false,
                null,
                new JsonObject(),
                List.of(),
                sender(),
                Letter.Tracking.NONE,
                false);
        send(letter);
        byte[] raw = single().bytes();
        assertSigned(raw);
        Mail mail = Mail.parse(undotted(raw));
        assertThat(mail.message().getTo().flatten())
                .extracting(mailbox -> mailbox.getAddress())
                .containsExactlyElementsOf(to.stream().map(Letter.Shown::email).toList());
        assertThat(mail.message().getTo().flatten().getFirst().getName()).isEqualTo("Jürgen, \"J\" 0");
        assertThat(mail.message().getCc().flatten().getFirst().getName()).isEqualTo("Çc");
        assertThat(single().recipient()).isEqualTo("ann@example.org");
    }

    @Test
    void aMailOfTwentyMegabytesArrivesWhole() throws Exception {
        byte[] text =
                "Zeile mit Text, 40 Zeichen lang, Umlaut ä\n".repeat(500_000).getBytes(StandardCharsets.UTF_8);
        relay.close();
        relay = DeliveryParts.relay(server.port(), Duration.ofSeconds(60), meters);
        assertThat(send(letter(
                        new Letter.Bodies("Large", "see file", null, null),
                        new JsonObject(),
                        List.of(new Attachment("log.txt", "text/plain; charset=utf-8", "attachment", null).add(text)))))
                .isInstanceOf(Outcome.Delivered.class);
        byte[] raw = single().bytes();
        assertSigned(raw);
        Entity file = leaves(Mail.parse(undotted(raw)).message()).toList().get(1);
        assertThat(((SingleBody) file.getBody()).getInputStream().readAllBytes())
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "GREETING, 554 no service, DEFERRED",
        "GREETING, drop, DEFERRED",
        "EHLO, drop, DEFERRED",
        "MAIL, drop, DEFERRED",
        "RCPT, drop, DEFERRED",
        "DATA, drop, DEFERRED",
        "CONTENT, drop, DEFERRED",
        "TAKEN, drop, DEFERRED",
        "GREETING, hang, DEFERRED",
        "EHLO, hang, DEFERRED",
        "MAIL, hang, DEFERRED",
        "RCPT, hang, DEFERRED",
        "DATA, hang, DEFERRED",
        "CONTENT, hang, DEFERRED",
        "TAKEN, hang, DEFERRED",
        "MAIL, 451 4.3.0 later, DEFERRED",
        "RCPT, 451 4.3.0 later, DEFERRED",
        "DATA, 451 4.3.0 later, DEFERRED",
        "TAKEN, 451 4.3.0 later, DEFERRED",
        "MAIL, 550 5.7.1 no, BOUNCED",
        "RCPT, 550 5.1.1 no, BOUNCED",
        "DATA, 554 5.7.1 no, BOUNCED",
        "TAKEN, 554 5.6.0 no, BOUNCED",
    })
    void aFaultAtAnyStageIsAnOutcomeInTimeAndTheNextMailArrives(Stage stage, String reaction, String expected)
            throws Exception {
        server.at(stage, reaction);
        Outcome outcome = relay.send(message(), plain())
                .toCompletionStage()
                .toCompletableFuture()
                .get(SEND_TIMEOUT.toSeconds() + 3, TimeUnit.SECONDS);
        assertThat(outcome.getClass().getSimpleName()).isEqualToIgnoringCase(expected);
        server.wellAgain();
        int before = server.taken().size();
        assertThat(send(plain())).isInstanceOf(Outcome.Delivered.class);
        assertThat(server.taken()).hasSize(before + 1);
    }

    @Test
    void connectionsAreKeptAndOneThatTheRelayEndedIsReplacedWithoutAnOutcome() throws Exception {
        send(plain());
        send(plain());
        assertThat(server.connections()).isEqualTo(1);
        server.dropAll();
        assertThat(send(plain())).isInstanceOf(Outcome.Delivered.class);
        assertThat(server.connections()).isEqualTo(2);
        assertThat(server.taken()).hasSize(3);
        assertThat(meters.get("sending.relay.connections").gauge().value()).isEqualTo(1);
    }

    @Test
    void aRelayThatIsAwayDefersAndSaysNothingAboutTheRecipient() throws Exception {
        server.close();
        assertThat(send(plain()))
                .isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> assertThat(deferred.aboutRecipient())
                        .isFalse());
    }

    private Outcome send(Letter letter) throws Exception {
        return relay.send(message(), letter)
                .toCompletionStage()
                .toCompletableFuture()
                .get(90, TimeUnit.SECONDS);
    }

    private RelayDouble.Taken single() {
        assertThat(server.taken()).hasSize(1);
        return server.taken().getFirst();
    }

    static ClaimedMessage message() {
        return new ClaimedMessage(
                new MessageId(UUID.randomUUID(), DOMAIN),
                LocalDate.EPOCH,
                UUID.randomUUID(),
                UUID.randomUUID(),
                new ClaimedMessage.ContentKey(UUID.randomUUID(), LocalDate.EPOCH),
                10,
                new DomainId(UUID.randomUUID()),
                "ann@example.org",
                null,
                List.of(),
                null,
                null,
                1,
                false,
                null,
                Instant.now(),
                Instant.now());
    }

    static Letter plain() {
        return letter(new Letter.Bodies("Hello", "Hello there", null, null), new JsonObject(), List.of());
    }

    private static Letter letter(Letter.Bodies bodies, JsonObject headers, List<Attachment> attachments) {
        return new Letter(
                new Letter.Shown("news@" + DOMAIN, "Acme"),
                null,
                List.of(),
                List.of(),
                bodies,
                false,
                null,
                headers,
                attachments,
                sender(),
                Letter.Tracking.NONE,
                false);
    }

    private static Letter.Sender sender() {
        return new Letter.Sender(Subdomains.DEFAULTS, "s1", DeliveryParts.sealedKey());
    }

    private static void assertSigned(byte[] raw) throws Exception {
        DKIMVerifier verifier = new DKIMVerifier(
                (method, selector, token) -> List.of("v=DKIM1; k=rsa; p=" + DeliveryParts.PAIR.publicKey()));
        assertThat(verifier.verify(new ByteArrayInputStream(undotted(raw))))
                .singleElement()
                .satisfies(signature ->
                        assertThat(signature.getDToken().toString()).isEqualTo(DOMAIN));
        String header = new String(raw, StandardCharsets.ISO_8859_1).split("\r\n\r\n", 2)[0];
        assertThat(header.replaceAll("\r\n ", " ")).containsPattern("(?m)^DKIM-Signature:.* h=From:.*:From; ");
    }

    /** Only CRLF, at most 998 characters between, no line of a single dot, nothing but ASCII and no NUL. */
    private static void assertCleanLines(byte[] raw) {
        String text = new String(raw, StandardCharsets.ISO_8859_1);
        assertThat(text.replace("\r\n", ""))
                .doesNotContain("\r", "\n", "\u0000")
                .matches("[\\x20-\\x7e\\t]*");
        for (String line : text.split("\r\n", -1)) {
            assertThat(line.length()).isLessThanOrEqualTo(998);
            assertThat(line).isNotEqualTo(".");
        }
    }

    /** As the relay would read it. */
    private static byte[] undotted(byte[] raw) {
        String text = new String(raw, StandardCharsets.ISO_8859_1);
        return ("\r\n" + text).replace("\r\n.", "\r\n").substring(2).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String structure(Entity entity) {
        return entity.getBody() instanceof Multipart multipart
                ? entity.getMimeType() + "("
                        + String.join(
                                " ",
                                multipart.getBodyParts().stream()
                                        .map(RelayTest::structure)
                                        .toList()) + ")"
                : entity.getMimeType();
    }

    private static Stream<Entity> leaves(Entity entity) {
        return entity.getBody() instanceof Multipart multipart
                ? multipart.getBodyParts().stream().flatMap(RelayTest::leaves)
                : Stream.of(entity);
    }
}
