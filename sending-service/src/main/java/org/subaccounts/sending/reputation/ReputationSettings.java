package org.subaccounts.sending.reputation;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** How many messages of a child may bounce. */
@ConfigMapping(prefix = "sending.reputation")
public interface ReputationSettings {
    /** Judged are the messages that ended within it; whole hours. */
    Duration window();

    /** Nobody is judged by fewer messages. */
    long minimumVolume();

    /** More bounces than this are too many. */
    double limitPercent();

    /** How often it is looked for children that are below again; read by the schedule. */
    Duration reviewEvery();
}
