package org.subaccounts.sending.domain.records;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.sending.domain.DomainId;

/** The platform's own host names, all below one configured suffix, to which the records of the domains point. */
@ApplicationScoped
public class PlatformHosts {
    private final String suffix;

    public PlatformHosts(@ConfigProperty(name = "sending.mail-hostname-suffix") String suffix) {
        this.suffix = Inputs.domain("MAIL_HOSTNAME_SUFFIX", suffix);
    }

    public String suffix() {
        return suffix;
    }

    public String returnPath() {
        return "return-path." + suffix;
    }

    public String tracking() {
        return "click." + suffix;
    }

    public String subscription() {
        return "preferences." + suffix;
    }

    public String media() {
        return "media." + suffix;
    }

    /** Where the key of a slot is published; the same for as long as the domain is there. */
    public String dkim(DomainId domain, int slot) {
        return "s" + slot + "." + domain.toString().replace("-", "") + "." + dkimZone();
    }

    /** Holds the keys and nothing else, so that it can be a zone of its own. */
    public String dkimZone() {
        return "dkim." + suffix;
    }

    public String inbound() {
        return "inbound." + suffix;
    }
}
