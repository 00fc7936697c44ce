package org.subaccounts.platform.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What the consumers of this process are doing, for health and metrics. */
@Singleton
class ConsumerStatus {
    /** A partition as one consumer sees it. */
    record Assignment(String consumer, TopicPartition partition) {
        @Override
        public String toString() {
            return consumer + " of " + partition;
        }
    }

    /** Comparing takes place every ten seconds, unless configured otherwise, and may take some. */
    private static final long COMPARED_MILLIS = 20_000;

    private final MeterRegistry metrics;
    private final Set<Assignment> assigned = ConcurrentHashMap.newKeySet();
    private final Map<Assignment, String> refusals = new ConcurrentHashMap<>();
    private final Map<String, Instant> failingSince = new ConcurrentHashMap<>();
    private final Set<String> gauged = ConcurrentHashMap.newKeySet();
    private final Map<Assignment, AtomicLong> lag = new ConcurrentHashMap<>();
    private final Map<Assignment, Long> reachedMillis = new ConcurrentHashMap<>();
    private final Map<String, Long> comparedMillis = new ConcurrentHashMap<>();

    ConsumerStatus(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /** All partitions that the consumer has now; what was said of others is forgotten. */
    void assigned(String consumer, Collection<TopicPartition> partitions) {
        List<Assignment> now = assignments(consumer, partitions);
        assigned.removeIf(known -> known.consumer().equals(consumer) && !now.contains(known));
        assigned.addAll(now);
        refusals.keySet().removeIf(known -> known.consumer().equals(consumer) && !now.contains(known));
    }

    /** A refusal outlives this: most often the partition comes back at once. */
    void revoked(String consumer, Collection<TopicPartition> partitions) {
        for (Assignment assignment : assignments(consumer, partitions)) {
            assigned.remove(assignment);
            reachedMillis.remove(assignment);
            lag(assignment, 0);
        }
    }

    private static List<Assignment> assignments(String consumer, Collection<TopicPartition> partitions) {
        return partitions.stream()
                .map(partition -> new Assignment(consumer, partition))
                .toList();
    }

    Set<Assignment> assignments() {
        return Set.copyOf(assigned);
    }

    /** True when this is news. */
    boolean refused(Assignment assignment, String reason) {
        return refusals.put(assignment, reason) == null;
    }

    void accepted(Assignment assignment) {
        refusals.remove(assignment);
    }

    @Nullable String refusal(Assignment assignment) {
        return refusals.get(assignment);
    }

    Map<Assignment, String> refusals() {
        return Map.copyOf(refusals);
    }

    /** True when this is the first failure since the last success. */
    boolean failing(String consumer) {
        if (gauged.add(consumer)) {
            Gauge.builder("event_consumer_failing_seconds", this, status -> status.failingSeconds(consumer))
                    .description("For how long a batch could not be applied; 0 when all is well")
                    .tag("consumer", consumer)
                    .register(metrics);
        }
        return failingSince.putIfAbsent(consumer, Instant.now()) == null;
    }

    boolean isFailing(String consumer) {
        return failingSince.containsKey(consumer);
    }

    /** True when it had been failing. */
    boolean applied(String consumer, int events, int duplicates) {
        counter("event_consumer_applied", "Events whose effect was stored", consumer)
                .increment(events);
        counter("event_consumer_duplicates", "Events that were dropped because they came before", consumer)
                .increment(duplicates);
        return failingSince.remove(consumer) != null;
    }

    void lag(Assignment assignment, long records) {
        lag.computeIfAbsent(assignment, this::lagGauge).set(records);
    }

    /** The time of the newest record that was applied. */
    void reached(Assignment assignment, long recordMillis) {
        reachedMillis.put(assignment, recordMillis);
    }

    /** The positions of the consumer were just compared with what Kafka holds. */
    void compared(String consumer) {
        comparedMillis.put(consumer, System.currentTimeMillis());
    }

    /**
     * How old the newest applied record is while there are newer ones; 0 when there are none. Before anything was applied:
     * since it was first asked for. While nothing can be applied, or nothing is known because PostgreSQL or Kafka is away: at
     * least for how long.
     */
    double lagSeconds(Assignment assignment) {
        long nowMillis = System.currentTimeMillis();
        AtomicLong records = lag.get(assignment);
        long behindMillis = records == null || records.get() <= 0
                ? 0
                : nowMillis - reachedMillis.computeIfAbsent(assignment, first -> nowMillis);
        long unknownMillis =
                nowMillis - comparedMillis.computeIfAbsent(assignment.consumer(), first -> nowMillis) - COMPARED_MILLIS;
        return Math.max(
                failingSeconds(assignment.consumer()), Math.max(0, Math.max(behindMillis, unknownMillis)) / 1000.0);
    }

    private AtomicLong lagGauge(Assignment assignment) {
        AtomicLong value = new AtomicLong();
        Gauge.builder("event_consumer_lag_records", value, AtomicLong::get)
                .description("Offsets between what was applied and the end of the partition")
                .tag("consumer", assignment.consumer())
                .tag("topic", assignment.partition().topic())
                .tag("partition", Integer.toString(assignment.partition().partition()))
                .register(metrics);
        Gauge.builder("event_consumer_lag_seconds", this, status -> status.lagSeconds(assignment))
                .description("Age of the newest applied record while there are newer ones; 0 when there are none")
                .tag("consumer", assignment.consumer())
                .tag("topic", assignment.partition().topic())
                .tag("partition", Integer.toString(assignment.partition().partition()))
                .register(metrics);
        return value;
    }

    private double failingSeconds(String consumer) {
        Instant since = failingSince.get(consumer);
        return since == null ? 0 : Duration.between(since, Instant.now()).toMillis() / 1000.0;
    }

    private Counter counter(String name, String description, String consumer) {
        return Counter.builder(name)
                .description(description)
                .tag("consumer", consumer)
                .register(metrics);
    }
}
