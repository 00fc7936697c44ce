package org.subaccounts.sending.message.deliver;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.Optional;

/** The SMTP server that takes everything. */
@ConfigMapping(prefix = "sending.relay")
public interface RelaySettings {
    /** Whether connections to the relay are encrypted (STARTTLS). Where they are, its certificate is checked. */
    enum Encryption {
        DISABLED,
        OPTIONAL,
        REQUIRED
    }

    String host();

    int port();

    /** With {@code required} nothing is sent over a connection that is not encrypted. */
    Encryption starttls();

    /** To authenticate with (SMTP AUTH); empty: the relay knows us by our address. Needs {@code required} encryption. */
    Optional<String> username();

    Optional<String> password();

    /** Name given with EHLO. */
    Optional<String> ownHostname();

    Duration connectTimeout();

    /** Silence after which a connection is given up. */
    Duration idleTimeout();

    /** Longest time for one message. */
    Duration sendTimeout();

    /** For how long an unused connection is kept. */
    Duration keepAlive();

    /** Messages that are written and signed at the same time; this is most of the CPU that mail takes. */
    int threads();
}
