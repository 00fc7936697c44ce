package org.subaccounts.sending.domain.add;

import org.subaccounts.platform.http.Refusal;

/** 409: the account has this domain already. */
public class DomainExists extends Refusal {
    private static final long serialVersionUID = 1L;

    public DomainExists(String domain) {
        super(409, "domain " + domain + " already exists on this account");
    }
}
