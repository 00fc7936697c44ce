package org.subaccounts.platform.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the publisher is doing, for health and metrics. Written by the publisher's thread, read by any. */
final class PublisherStatus {
    enum Phase {
        STARTING,
        STANDBY,
        ACTIVE,
        FAILING,
        REFUSED,
        STOPPED
    }

    private final Counter published;
    private volatile Phase phase = Phase.STARTING;
    private volatile boolean everWorked;
    private volatile @Nullable String failure;
    private volatile @Nullable Instant failingSince;
    private volatile @Nullable Instant oldestPending;

    PublisherStatus(MeterRegistry metrics, String topic) {
        published = Counter.builder("event_publisher_published")
                .description("Contract events that were sent to Kafka, repeated ones included")
                .tag("topic", topic)
                .register(metrics);
        Gauge.builder("event_publisher_active", this, status -> status.phase == Phase.ACTIVE ? 1 : 0)
                .description("1 in the one replica that publishes")
                .tag("topic", topic)
                .register(metrics);
        Gauge.builder("event_publisher_lag_seconds", this, PublisherStatus::lagSeconds)
                .description("Age of the oldest event that was read and not yet sent; 0 when caught up")
                .tag("topic", topic)
                .register(metrics);
        Gauge.builder("event_publisher_failing_seconds", this, status -> seconds(status.failingSince))
                .description("For how long Kafka or PostgreSQL could not be used; 0 when all is well")
                .tag("topic", topic)
                .register(metrics);
    }

    /** True when this is news. */
    boolean standby() {
        oldestPending = null;
        return well(Phase.STANDBY);
    }

    boolean active() {
        return well(Phase.ACTIVE);
    }

    /** True when this is the first failure since all was well. */
    boolean failing(Throwable cause) {
        boolean news = failingSince == null;
        failure = String.valueOf(cause.getMessage());
        if (news) {
            failingSince = Instant.now();
        }
        phase = cause instanceof PositionRefusedException ? Phase.REFUSED : Phase.FAILING;
        return news;
    }

    void stopped() {
        phase = Phase.STOPPED;
    }

    void pending(Instant oldest) {
        oldestPending = oldest;
    }

    void sent(int events) {
        published.increment(events);
        oldestPending = null;
    }

    Phase phase() {
        return phase;
    }

    /** False until Kafka and PostgreSQL were reached once. */
    boolean everWorked() {
        return everWorked;
    }

    @Nullable String failure() {
        return failure;
    }

    double lagSeconds() {
        return seconds(oldestPending);
    }

    private boolean well(Phase now) {
        boolean news = phase != now;
        phase = now;
        everWorked = true;
        failure = null;
        failingSince = null;
        return news;
    }

    private static double seconds(@Nullable Instant since) {
        return since == null
                ? 0
                : Math.max(0, Duration.between(since, Instant.now()).toMillis() / 1000.0);
    }
}
