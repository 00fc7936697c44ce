package org.subaccounts.sending.message.deliver;

import io.vertx.core.MultiMap;
import io.vertx.ext.mail.MailMessage;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.domain.records.RecordSet;

/**
 * Turns a message into what the mail client sends. Message-ID and Date are the same in every attempt. The header fields are
 * written here, since the client would split characters outside of the basic plane.
 */
final class MailComposer {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    private MailComposer() {}

    static MailMessage compose(ClaimedMessage message, Letter letter) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        letter.headers()
                .forEach(header ->
                        headers.set(header.getKey(), HeaderText.unstructured(String.valueOf(header.getValue()))));
        headers.set("Message-ID", message.id().toString())
                .set("Date", DATE.format(message.acceptedAt().atOffset(ZoneOffset.UTC)))
                .set("From", HeaderText.mailbox(letter.fromAddress(), letter.fromName()))
                .set("To", HeaderText.mailbox(message.recipient(), message.recipientName()))
                .set("Subject", HeaderText.unstructured(letter.subject()));
        String replyTo = letter.replyToAddress();
        if (replyTo != null) {
            headers.set("Reply-To", HeaderText.mailbox(replyTo, letter.replyToName()));
        }
        MailMessage mail = new MailMessage()
                .setFrom(letter.fromAddress())
                .setTo(message.recipient())
                .setBounceAddress(returnPath(message, letter))
                .setHeaders(headers);
        String text = withLineFeeds(letter.text());
        String html = withLineFeeds(letter.html());
        if (text != null) {
            mail.setText(text);
        }
        if (html != null) {
            mail.setHtml(html);
        }
        return mail;
    }

    /** Names the message, so that a bounce that comes later can be told from others (VERP). */
    static String returnPath(ClaimedMessage message, Letter letter) {
        return "bounce+" + message.id().value() + "@"
                + RecordSet.returnPathHost(message.id().senderDomain(), letter.subdomains());
    }

    /** The client writes CRLF for LF, and would encode a CR of the content as a character of its own. */
    private static @Nullable String withLineFeeds(@Nullable String text) {
        return text == null ? null : text.replace("\r\n", "\n").replace('\r', '\n');
    }
}
