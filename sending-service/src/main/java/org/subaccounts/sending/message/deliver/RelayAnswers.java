package org.subaccounts.sending.message.deliver;

import io.vertx.ext.mail.SMTPException;
import java.util.Set;

/**
 * What a failed SMTP transaction means (RFC 5321, 4.2.1). Only a permanent answer to the message's own commands is about
 * the message; one to the greeting, to STARTTLS or about authentication is about us, and may be put right.
 */
final class RelayAnswers {
    private static final int MAX_REASON_LENGTH = 300;
    /** Authentication or encryption needed (RFC 4954, RFC 3207). */
    private static final Set<Integer> ABOUT_US = Set.of(530, 534, 535, 538);
    /** How the mail client begins its failures in the stages of a message's own transaction. */
    private static final Set<String> ABOUT_MESSAGE = Set.of(
            "sender address not accepted",
            "recipient address not accepted",
            "DATA command not accepted",
            "sending data failed");

    private static final String TOO_LARGE = "message exceeds allowed size limit";

    private RelayAnswers() {}

    static Outcome meaningOf(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof SMTPException answer) {
            boolean aboutMessage = ABOUT_MESSAGE.stream().anyMatch(message::startsWith);
            String reason = oneLine(String.join(" ", answer.getReplyMessages()));
            return answer.isPermanent() && aboutMessage && !ABOUT_US.contains(answer.getReplyCode())
                    ? new Outcome.Bounced(reason)
                    : new Outcome.Deferred(reason);
        }
        return message.equals(TOO_LARGE) ? new Outcome.Bounced(TOO_LARGE) : new Outcome.Deferred(oneLine(message));
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("[^\\x21-\\x7e]+", " ").strip();
        return line.length() > MAX_REASON_LENGTH ? line.substring(0, MAX_REASON_LENGTH) : line;
    }
}
