package org.subaccounts.sending.message.deliver;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/** Whom connections to the relay trust: as the TLS configuration {@code relay} says (quarkus.tls.relay.*), else as the JVM does. */
@ApplicationScoped
public class RelayTls {
    private static final String NAME = "relay";

    private final Optional<TlsConfiguration> configured;

    @Inject
    public RelayTls(TlsConfigurationRegistry configurations) {
        this(configurations.get(NAME));
    }

    RelayTls(Optional<TlsConfiguration> configured) {
        this.configured = configured;
    }

    /** Made anew for each connection, since certificates are replaced while the service runs. */
    SSLSocketFactory sockets() throws MessagingException {
        if (configured.isEmpty()) {
            return (SSLSocketFactory) SSLSocketFactory.getDefault();
        }
        try {
            return configured.get().createSSLContext().getSocketFactory();
        } catch (Exception e) { // what the registry declares
            throw new MessagingException("TLS configuration of the relay: " + e.getMessage(), e);
        }
    }

    /** Whether the certificate has to be for the relay's host name. */
    boolean checksHost() {
        return configured
                .map(tls -> !tls.isTrustAll()
                        && tls.getHostnameVerificationAlgorithm()
                                .filter("NONE"::equalsIgnoreCase)
                                .isEmpty())
                .orElse(true);
    }
}
