package org.subaccounts.sending.message.deliver;

import io.smallrye.config.ConfigMapping;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.Optional;

/** The SMTP server that takes everything. */
@ConfigMapping(prefix = "sending.relay")
public interface RelaySettings {
    String host();

    int port();

    /** With {@code required} nothing is sent over a connection that is not encrypted. */
    StartTLSOptions starttls();

    /** Name given with EHLO. */
    Optional<String> ownHostname();

    Duration connectTimeout();

    /** Silence after which a connection is given up. */
    Duration idleTimeout();

    Duration sendTimeout();

    /** Event loops for MIME, signing and SMTP, apart from those that serve HTTP. */
    int threads();
}
