package org.subaccounts.billing.invoice.document;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;
import org.subaccounts.billing.account.Issuer;

/** Who issues invoices from now on, as it is printed on them. What is not given is left out. */
@ConfigMapping(prefix = "billing.invoice")
public interface IssuerSettings {
    Optional<String> issuerName();

    /** Line by line. */
    Optional<List<String>> issuerAddress();

    /** On every page: bank account, tax number and the like. */
    Optional<String> footer();

    /** As it is kept with an invoice. */
    default Issuer issuer() {
        return new Issuer(issuerName().orElse(null), issuerAddress().orElse(List.of()), footer().orElse(null));
    }
}
