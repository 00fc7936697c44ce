package org.subaccounts.sending.message.deliver;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.message.BounceClassification;
import org.subaccounts.sending.message.template.TemplateFailure;

/**
 * What a failed SMTP transaction means (RFC 5321, 4.2.1). Only a permanent answer to the message's own commands is about
 * the message; one to the greeting, to STARTTLS, about authentication or the order of commands is about us, and may be put right.
 */
final class RelayAnswers {
    private static final int MAX_REASON_LENGTH = 300;
    private static final int CLOSING = 421;
    /** Sequence of commands (RFC 5321), authentication or encryption needed (RFC 4954, RFC 3207). */
    private static final Set<Integer> ABOUT_US = Set.of(503, 530, 534, 535, 538);

    private RelayAnswers() {}

    /** An answer to MAIL, RCPT, DATA or the message itself. */
    record Answer(int code, String text, boolean aboutSender) {
        /** Whether the same connection takes further commands. */
        boolean leavesConnectionUsable() {
            return code >= 400 && code != CLOSING;
        }

        private Outcome meaning() {
            String reason = oneLine(text);
            if (code >= 500 && code < 600 && !ABOUT_US.contains(code)) {
                return new Outcome.Bounced(
                        reason, aboutSender ? BounceClassification.POLICY : BounceClassification.of(reason));
            }
            return new Outcome.Deferred(reason, code >= 400 && code < 500 && code != CLOSING && !aboutSender);
        }
    }

    static Outcome meaningOf(TemplateFailure failure) {
        String reason = oneLine("the template cannot be rendered: " + failure.getMessage());
        return failure.isPassing() ? new Outcome.Deferred(reason, false) : new Outcome.Failed(reason);
    }

    static Outcome meaningOf(Exception failure) {
        return answer(failure)
                .map(Answer::meaning)
                .orElseGet(() -> new Outcome.Deferred(oneLine(withCause(failure)), false));
    }

    /** The mail library says what it tried, its cause what was wrong, such as with a certificate. */
    private static String withCause(Exception failure) {
        String text = String.valueOf(failure.getMessage());
        return failure instanceof MessagingException tried && tried.getNextException() instanceof IOException cause
                ? text + ": " + cause.getMessage()
                : text;
    }

    /** Empty if the relay did not answer, or not to a command of the message. */
    static Optional<Answer> answer(@Nullable Exception failure) {
        return switch (failure) {
            case SMTPAddressFailedException refused
            when refused.getReturnCode() > 0 -> Optional.of(new Answer(refused.getReturnCode(), text(refused), false));
            case SMTPSendFailedException refused
            when refused.getReturnCode() > 0 ->
                Optional.of(new Answer(
                        refused.getReturnCode(),
                        text(refused),
                        refused.getCommand().startsWith("MAIL")));
            case MessagingException other when other.getNextException() != null -> answer(other.getNextException());
            case null, default -> Optional.empty();
        };
    }

    private static String text(Exception refused) {
        return String.valueOf(refused.getMessage());
    }

    static String oneLine(String text) {
        String line = text.replaceAll("[^\\x21-\\x7e]+", " ").strip();
        return line.length() > MAX_REASON_LENGTH ? line.substring(0, MAX_REASON_LENGTH) : line;
    }
}
