package org.subaccounts.sending.message.bounce;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.Optional;

/** The SMTP server that takes delivery status notifications. */
@ConfigMapping(prefix = "sending.bounce")
public interface BounceSettings {
    String host();

    /** Empty: not listening. 0: any free port. */
    Optional<Integer> port();

    /** Name in the greeting. */
    String ownHostname();

    int maxConnections();

    int maxMessageBytes();

    /** Silence after which a connection is given up. */
    Duration idleTimeout();

    /** Longest time for one connection. */
    Duration sessionTimeout();
}
