package org.subaccounts.sending.message.accept;

import org.subaccounts.platform.http.Refusal;

/** 400: mail can be sent only from a domain that is verified on this account. */
public class SenderNotVerified extends Refusal {
    private static final long serialVersionUID = 1L;

    public SenderNotVerified(String domain) {
        super(400, "from.email: " + domain + " is not a verified domain of this account");
    }
}
