package org.subaccounts.sending.suppression.add;

import org.subaccounts.platform.http.Refusal;

/** 409: the account suppresses this address already, for the same domain or for all. */
public class SuppressionExists extends Refusal {
    private static final long serialVersionUID = 1L;

    public SuppressionExists(String email, String domain) {
        super(
                409,
                email + " is suppressed already for " + (domain.isEmpty() ? "all domains" : domain)
                        + "; delete that suppression to change it");
    }
}
