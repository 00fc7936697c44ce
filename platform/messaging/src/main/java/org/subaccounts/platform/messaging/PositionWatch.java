package org.subaccounts.platform.messaging;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.messaging.ConsumerPositions.Position;
import org.subaccounts.platform.messaging.ConsumerStatus.Assignment;
import org.subaccounts.platform.messaging.TopicInspector.Extent;

/**
 * Compares stored positions with what Kafka holds while consumers run: measures their lag, and refuses a partition
 * whose topic was deleted or truncated under them.
 */
@ApplicationScoped
class PositionWatch {
    private static final Logger LOG = Logger.getLogger(PositionWatch.class);

    private final ConsumerStatus status;
    private final ConsumerPositions positions;
    private final TopicInspector topics;
    private final Vertx vertx;
    private final long intervalSeconds;
    private final Map<Assignment, Long> offsets = new ConcurrentHashMap<>();
    private long timer = -1;

    PositionWatch(
            ConsumerStatus status,
            ConsumerPositions positions,
            TopicInspector topics,
            Vertx vertx,
            @ConfigProperty(name = "platform.consumer.watch-interval-seconds", defaultValue = "10")
                    long intervalSeconds) {
        this.status = status;
        this.positions = positions;
        this.topics = topics;
        this.vertx = vertx;
        this.intervalSeconds = intervalSeconds;
    }

    void start(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(intervalSeconds * 1000, tick -> {
            var unused = vertx.executeBlocking(() -> {
                look();
                return true;
            });
        });
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    private void look() throws InterruptedException {
        Map<String, Set<TopicPartition>> byConsumer = status.assignments().stream()
                .collect(Collectors.groupingBy(
                        Assignment::consumer, Collectors.mapping(Assignment::partition, Collectors.toSet())));
        for (var consumer : byConsumer.entrySet()) {
            try {
                look(consumer.getKey(), List.copyOf(consumer.getValue()));
            } catch (RuntimeException e) {
                LOG.debugf("positions of %s cannot be compared now: %s", consumer.getKey(), e.getMessage());
            }
        }
    }

    private void look(String consumer, List<TopicPartition> partitions) throws InterruptedException {
        // positions first: an end that was read later is never behind them
        Map<TopicPartition, Position> stored = Blocking.await("load positions", positions.load(consumer, partitions));
        Map<TopicPartition, Extent> extents = topics.inspect(partitions);
        for (TopicPartition partition : partitions) {
            Position position = stored.get(partition);
            Extent extent = extents.get(partition);
            if (position != null && extent != null) {
                compare(new Assignment(consumer, partition), position, extent);
            }
        }
        status.compared(consumer);
    }

    /**
     * A consumer that has stood still since the last look may stand before nothing but markers of transactions and records
     * of aborted ones, which it never sees.
     */
    private long behind(Assignment assignment, Position position, Extent extent) {
        long behind = extent.end() - position.nextOffset();
        @Nullable Long before = offsets.put(assignment, position.nextOffset());
        boolean stands = before != null && before == position.nextOffset();
        return behind > 0 && stands && topics.isEmpty(assignment.partition(), position.nextOffset(), extent)
                ? 0
                : behind;
    }

    private void compare(Assignment assignment, Position position, Extent extent) {
        try {
            PositionCheck.requireContinuation(assignment, position, extent);
            status.lag(assignment, behind(assignment, position, extent));
        } catch (PositionRefusedException e) {
            if (status.refused(assignment, String.valueOf(e.getMessage()))) {
                LOG.errorf(
                        "%s. Nothing is read until somebody decides, see README of platform/messaging", e.getMessage());
            }
        }
    }
}
