package org.subaccounts.sending.message.deliver;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.List;

/** How much is delivered at a time, and how often it is tried. */
@ConfigMapping(prefix = "sending.delivery")
public interface DeliverySettings {
    /** How long a worker owns a message; longer than an attempt can take. */
    Duration lease();

    Duration pollEvery();

    /** Attempts of this process that run at the same time; also its connections to the relay. */
    int maxInFlight();

    /** Of large messages, see {@link org.subaccounts.sending.message.ContentMemory#FREE_BYTES}; the last may exceed it. */
    long maxBytesInFlight();

    List<Duration> pauses();
}
