package org.subaccounts.sending.message.bounce;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.subaccounts.sending.message.MessageEvent;
import org.subaccounts.sending.message.MessageId;

/** The message that a notification is about, as it stands. */
record ReportedMessage(
        MessageId id,
        LocalDate keepDay,
        UUID accountId,
        String recipient,
        List<String> tags,
        int attempts,
        String status) {
    ReportedMessage {
        tags = List.copyOf(tags);
    }

    MessageEvent.About about() {
        return new MessageEvent.About(accountId, id, recipient.substring(recipient.lastIndexOf('@') + 1), tags, false);
    }
}
