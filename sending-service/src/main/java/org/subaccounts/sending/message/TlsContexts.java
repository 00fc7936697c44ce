package org.subaccounts.sending.message;

import io.quarkus.tls.TlsConfiguration;
import java.io.IOException;
import javax.net.ssl.SSLContext;

/** TLS configurations (quarkus.tls.*) for protocols that are not Vert.x's. */
public final class TlsContexts {
    private TlsContexts() {}

    /** To be made for each connection, since certificates are replaced while the service runs. */
    public static SSLContext of(TlsConfiguration configuration) throws IOException {
        try {
            return configuration.createSSLContext();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) { // what the registry declares
            throw new IOException("TLS configuration " + configuration.getName() + ": " + e.getMessage(), e);
        }
    }
}
