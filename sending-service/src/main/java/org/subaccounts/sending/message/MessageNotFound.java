package org.subaccounts.sending.message;

import org.subaccounts.platform.http.Refusal;

/** 404: there is no such message, or it is somebody else's, or of a domain that the key may not use. */
public class MessageNotFound extends Refusal {
    private static final long serialVersionUID = 1L;

    public MessageNotFound() {
        super(404, "message not found");
    }
}
