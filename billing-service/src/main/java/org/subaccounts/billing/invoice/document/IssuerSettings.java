package org.subaccounts.billing.invoice.document;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Who issues the invoices, as it is printed on them. What is not given is left out. */
@ConfigMapping(prefix = "billing.invoice")
public interface IssuerSettings {
    Optional<String> issuerName();

    /** Line by line. */
    Optional<List<String>> issuerAddress();

    /** On every page: bank account, tax number and the like. */
    Optional<String> footer();
}
