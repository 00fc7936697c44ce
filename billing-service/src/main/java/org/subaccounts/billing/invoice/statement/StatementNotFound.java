package org.subaccounts.billing.invoice.statement;

import org.subaccounts.platform.http.Refusal;

/** The sub account is not named on the invoice. */
public final class StatementNotFound extends Refusal {
    private static final long serialVersionUID = 1L;

    StatementNotFound() {
        super(404, "sub account not found on this invoice");
    }
}
