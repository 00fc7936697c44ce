package org.subaccounts.platform.eventstore;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Configuration under {@code platform.eventstore}. */
@ConfigMapping(prefix = "platform.eventstore")
public interface EventStoreConfig {
    /** Events that one sourcing may load before it fails. */
    @WithDefault("20000")
    int maxSourcedEvents();

    /** How late a tail sees events that another process appended. */
    @WithDefault("250ms")
    Duration pollInterval();

    /** After how long without a sign of life a segment of a streaming processor may be taken over. */
    @WithDefault("10s")
    Duration tokenClaimTimeout();

    /** How long the server may take for one answer before its connection is closed. */
    @WithDefault("30s")
    Duration answerTimeout();

    /** How often the lag of the tail is measured. */
    @WithDefault("5s")
    Duration lagInterval();
}
