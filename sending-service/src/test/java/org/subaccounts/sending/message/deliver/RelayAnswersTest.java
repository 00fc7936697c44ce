package org.subaccounts.sending.message.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.ext.mail.SMTPException;
import java.net.ConnectException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelayAnswersTest {
    @ParameterizedTest
    @CsvSource({
        "recipient address not accepted, 550, true",
        "sender address not accepted, 553, true",
        "DATA command not accepted, 554, true",
        "sending data failed, 552, true",
        "recipient address not accepted, 451, false",
        "sending data failed, 421, false",
        "sender address not accepted, 530, false",
        "got error response, 554, false",
        "AUTH PLAIN failed, 535, false",
        "HELO failed., 521, false",
    })
    void onlyPermanentAnswersAboutTheMessageBounceIt(String stage, int code, boolean bounces) {
        Outcome outcome = RelayAnswers.meaningOf(new SMTPException(stage, code, List.of(code + " 5.1.1 no"), false));
        assertThat(outcome)
                .isEqualTo(
                        bounces ? new Outcome.Bounced(code + " 5.1.1 no") : new Outcome.Deferred(code + " 5.1.1 no"));
    }

    @Test
    void aFailedConnectionIsForNow() {
        assertThat(RelayAnswers.meaningOf(new ConnectException("Connection refused")))
                .isEqualTo(new Outcome.Deferred("Connection refused"));
    }

    @Test
    void aMessageThatIsTooLargeForTheRelayBounces() {
        assertThat(RelayAnswers.meaningOf(new IllegalStateException("message exceeds allowed size limit")))
                .isInstanceOf(Outcome.Bounced.class);
    }

    @Test
    void reasonsAreOneShortLineOfAscii() {
        Outcome outcome = RelayAnswers.meaningOf(new SMTPException(
                "sending data failed", 550, List.of("550-a\u0000ä", "550 " + "b".repeat(500)), false));
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Bounced.class, bounced -> assertThat(bounced.reason())
                .hasSize(300)
                .startsWith("550-a 550 bbb")
                .matches("[\\x20-\\x7e]+"));
    }
}
