package org.subaccounts.platform.eventstore;

import java.time.Duration;

/**
 * Bounds of the store. {@code maxSourcedEvents}: events that one sourcing may load before it fails.
 * {@code pollInterval}: how late a tail sees events of another process.
 * {@code requireUnitOfWork}: refuse appends that no inline projection would see.
 */
public record EventStoreSettings(int maxSourcedEvents, Duration pollInterval, boolean requireUnitOfWork) {
    public static final EventStoreSettings DEFAULT = new EventStoreSettings(20_000, Duration.ofMillis(250), false);
}
