package org.subaccounts.sending.message;

import org.subaccounts.platform.http.Refusal;

/** The part of a path that names a message. */
public final class MessagePath {
    private MessagePath() {}

    /** Fails with 400 if it is neither a Message-ID nor a UUID. */
    public static MessageId.Reference parse(String text) {
        return MessageId.parse(text)
                .orElseThrow(() -> Refusal.badRequest("message_id must be a Message-ID such as"
                        + " <01890000-0000-7000-8000-000000000001@acme.example.com>, or the UUID in it"));
    }
}
