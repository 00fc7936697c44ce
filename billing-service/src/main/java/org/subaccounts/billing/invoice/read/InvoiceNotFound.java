package org.subaccounts.billing.invoice.read;

import org.subaccounts.platform.http.Refusal;

/** No such invoice, or another account's. */
public final class InvoiceNotFound extends Refusal {
    private static final long serialVersionUID = 1L;

    public InvoiceNotFound() {
        super(404, "invoice not found");
    }
}
