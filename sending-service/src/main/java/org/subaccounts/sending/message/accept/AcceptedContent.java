package org.subaccounts.sending.message.accept;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.message.Mailbox;

/** What is sent to every recipient of a request, checked. At least one of text and HTML is there. */
public record AcceptedContent(
        Mailbox from,
        @Nullable Mailbox replyTo,
        String subject,
        @Nullable String text,
        @Nullable String html,
        Map<String, String> headers,
        List<String> tags,
        int keepContentDays,
        int keepMetadataDays) {
    public AcceptedContent {
        headers = Map.copyOf(headers);
        tags = List.copyOf(tags);
    }

    /** Memory that delivering it takes, roughly. */
    int sizeBytes() {
        return (text == null ? 0 : text.length()) + (html == null ? 0 : html.length());
    }
}
