package org.subaccounts.sending.domain.records;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.subaccounts.platform.http.Inputs;

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

    public String inbound() {
        return "inbound." + suffix;
    }
}
