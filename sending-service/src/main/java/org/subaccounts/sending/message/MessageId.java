package org.subaccounts.sending.message;

import java.util.UUID;

/** Identifies one message to one recipient; written as its Message-ID (RFC 5322): {@code <uuidv7@sender-domain>}. */
public record MessageId(UUID value, String senderDomain) {
    @Override
    public String toString() {
        return "<" + value + "@" + senderDomain + ">";
    }
}
