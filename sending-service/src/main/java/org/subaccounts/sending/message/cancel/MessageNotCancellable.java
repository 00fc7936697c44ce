package org.subaccounts.sending.message.cancel;

import org.subaccounts.platform.http.Refusal;
import org.subaccounts.sending.message.MessageStatus;

/** 400: the message is not scheduled, is being sent, or has come to an end. */
public class MessageNotCancellable extends Refusal {
    private static final long serialVersionUID = 1L;

    MessageNotCancellable(MessageStatus status, boolean scheduled) {
        super(400, "the message cannot be cancelled: " + reason(status, scheduled));
    }

    private static String reason(MessageStatus status, boolean scheduled) {
        return switch (status) {
            case RECEIVED -> scheduled ? "it is being sent" : "it is not scheduled";
            case DEFERRED -> "it was attempted already";
            case DELIVERED, BOUNCED, FAILED, SUPPRESSED, CANCELLED, DROPPED -> "it is " + status.stored() + " already";
        };
    }
}
