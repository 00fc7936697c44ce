package org.subaccounts.billing.invoice.document;

import org.subaccounts.platform.http.Refusal;

/** The client accepts none of the forms that there are. */
public final class FormatNotOffered extends Refusal {
    private static final long serialVersionUID = 1L;

    FormatNotOffered() {
        super(406, "Accept must allow application/json, text/csv or application/pdf");
    }
}
