package org.subaccounts.sending.message.deliver;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.jspecify.annotations.Nullable;

/** A mail as it goes to the relay. It is encoded anew each time that it is written, and never held in its encoded form. */
final class OutgoingMail extends SMTPMessage {
    private final InternetAddress recipient = new InternetAddress();
    private @Nullable String signature;
    private volatile boolean begun;

    OutgoingMail(String recipient, String envelopeFrom) {
        super((Session) null);
        this.recipient.setAddress(recipient);
        setEnvelopeFrom(envelopeFrom);
    }

    InternetAddress recipient() {
        return recipient;
    }

    /** The whole field with its name; goes before all others. */
    void setSignature(String field) {
        signature = field;
    }

    /** Whether any of it was sent: before that, another connection may be tried without sending it twice. */
    boolean isBegun() {
        return begun;
    }

    void writeUnsigned(OutputStream out) throws IOException, MessagingException {
        super.writeTo(out, null);
    }

    @Override
    public void writeTo(OutputStream out, String @Nullable [] ignored) throws IOException, MessagingException {
        begun = true;
        if (signature != null) {
            out.write((signature + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        super.writeTo(out, null);
    }

    /** It has the one of the message, in every attempt. */
    @Override
    protected void updateMessageID() {}
}
