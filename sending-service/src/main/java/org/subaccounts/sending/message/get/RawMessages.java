package org.subaccounts.sending.message.get;

import io.smallrye.mutiny.Uni;
import jakarta.mail.internet.MimeMessage;
import java.util.Optional;
import org.subaccounts.sending.message.MessageKey;

/** Messages as they are sent: RFC 5322 with MIME, without the signature that is added on the way. */
public interface RawMessages {
    /** How much memory the content takes, roughly; empty when it is not there any more. */
    Uni<Optional<Long>> contentBytes(MessageKey message);

    /**
     * Empty when its content is not there any more. Holds the content once, as it is stored: it is encoded while it is
     * written. Blocks.
     */
    Optional<MimeMessage> mail(MessageKey message);
}
