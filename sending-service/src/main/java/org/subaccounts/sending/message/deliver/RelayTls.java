package org.subaccounts.sending.message.deliver;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.subaccounts.sending.message.TlsContexts;

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

    SSLSocketFactory sockets() throws MessagingException {
        if (configured.isEmpty()) {
            return (SSLSocketFactory) SSLSocketFactory.getDefault();
        }
        try {
            return TlsContexts.of(configured.get()).getSocketFactory();
        } catch (IOException e) {
            throw new MessagingException(e.getMessage(), e);
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
