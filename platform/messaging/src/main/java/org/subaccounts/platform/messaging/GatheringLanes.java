package org.subaccounts.platform.messaging;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The lanes of this process, by the consumer's name; a consumer that gathers nothing, or nothing yet, has none. */
@Singleton
class GatheringLanes {
    /** Less than Kafka's session timeout. */
    private static final Duration SETTLE = Duration.ofSeconds(5);

    private final Map<String, GatheringLane> lanes = new ConcurrentHashMap<>();

    GatheringLane lane(String consumer, Function<String, GatheringLane> create) {
        return lanes.computeIfAbsent(consumer, create);
    }

    /** Whether batches of this assignment can be told from those of the one before. */
    boolean isDistinct(String consumer, int generation) {
        @Nullable GatheringLane lane = lanes.get(consumer);
        return lane == null || lane.isDistinct(generation);
    }

    /** Waits, at most 5 seconds, until what the consumer has gathered is stored; then its assignment is over. */
    void revoke(String consumer) {
        @Nullable GatheringLane lane = lanes.get(consumer);
        if (lane != null) {
            lane.settle(SETTLE);
            lane.abandon();
        }
    }

    /** Before the channels are closed, so that a successor need not read again what was gathered here. */
    void stop(@Observes ShutdownEvent event) {
        lanes.values().forEach(lane -> {
            lane.settle(SETTLE);
            lane.close();
        });
    }
}
