package org.subaccounts.sending.message.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.subaccounts.sending.message.BounceClassification;
import org.subaccounts.sending.message.template.TemplateFailure;
import org.subaccounts.sending.message.template.Templates;

class RelayAnswersTest {
    @Test
    void aTemplateForWhichThereWasNoTimeIsTriedAgainAndOneThatIsWrongIsNot() {
        assertThat(rendered("{% for a in range(10000) %}{{ a }}{% endfor %}", Duration.ofNanos(1)))
                .isEqualTo(new Outcome.Deferred("the template cannot be rendered: it takes too long", false));
        assertThat(rendered("{{ a|nothing }}", Duration.ofSeconds(20))).isInstanceOf(Outcome.Failed.class);
    }

    private static Outcome rendered(String template, Duration longest) {
        TemplateFailure failure = catchThrowableOfType(
                TemplateFailure.class, () -> new Templates().render(template, Map.of("a", 1), longest));
        return RelayAnswers.meaningOf(failure);
    }

    @ParameterizedTest
    @CsvSource({
        "RCPT TO:<a@b.example>, 550, BOUNCED",
        "RCPT TO:<a@b.example>, 554, BOUNCED",
        "MAIL FROM:<a@b.example>, 553, BOUNCED",
        "DATA, 554, BOUNCED",
        "., 552, BOUNCED",
        "RCPT TO:<a@b.example>, 451, ABOUT_RECIPIENT",
        "., 452, ABOUT_RECIPIENT",
        "RCPT TO:<a@b.example>, 421, DEFERRED",
        "MAIL FROM:<a@b.example>, 451, DEFERRED",
        "MAIL FROM:<a@b.example>, 530, DEFERRED",
        "DATA, 503, DEFERRED",
        "., -1, DEFERRED",
    })
    void onlyPermanentAnswersAboutTheMessageBounceIt(String command, int code, String expected) {
        Outcome outcome = RelayAnswers.meaningOf(failed(command, code, code + " 5.7.1 no"));
        switch (expected) {
            case "BOUNCED" ->
                assertThat(outcome).isEqualTo(new Outcome.Bounced(code + " 5.7.1 no", BounceClassification.POLICY));
            case "ABOUT_RECIPIENT" -> assertThat(outcome).isEqualTo(new Outcome.Deferred(code + " 5.7.1 no", true));
            default ->
                assertThat(outcome).isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> assertThat(
                                deferred.aboutRecipient())
                        .isFalse());
        }
    }

    @Test
    void aRefusedSenderSaysNothingAboutTheRecipient() {
        assertThat(RelayAnswers.meaningOf(failed("MAIL FROM:<a@b.example>", 550, "550 5.1.1 no such user")))
                .isEqualTo(new Outcome.Bounced("550 5.1.1 no such user", BounceClassification.POLICY));
    }

    @Test
    void aFailedConnectionIsForNow() {
        assertThat(RelayAnswers.meaningOf(
                        new MessagingException("Could not connect", new ConnectException("Connection refused"))))
                .isEqualTo(new Outcome.Deferred("Could not connect: Connection refused", false));
    }

    @Test
    void reasonsAreOneShortLineOfAscii() {
        Outcome outcome = RelayAnswers.meaningOf(failed(".", 550, "550-a\u0000ä\n550 " + "b".repeat(500)));
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Bounced.class, bounced -> assertThat(bounced.reason())
                .hasSize(300)
                .startsWith("550-a 550 bbb")
                .matches("[\\x20-\\x7e]+"));
    }

    /** As the mail library throws it. */
    private static MessagingException failed(String command, int code, String answer) {
        Address[] none = {};
        return command.startsWith("RCPT")
                ? new SendFailedException(
                        "Invalid Addresses",
                        new SMTPAddressFailedException(new InternetAddress(), command, code, answer),
                        none,
                        none,
                        none)
                : new SMTPSendFailedException(command, code, answer, null, none, none, none);
    }
}
