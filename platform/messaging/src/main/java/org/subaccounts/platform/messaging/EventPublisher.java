package org.subaccounts.platform.messaging;

import io.vertx.sqlclient.Pool;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;
import org.subaccounts.platform.eventstore.EventTail;
import org.subaccounts.platform.eventstore.StoredEvent;
import org.subaccounts.platform.eventstore.TailPosition;

/**
 * Tails the event store and sends what the mapping makes public to Kafka, in tail order, so in order per account.
 * Of all replicas one is active. The position is stored after Kafka's commit: a crash in between sends a batch again
 * with the same sequences, by which consumers drop it. Works on a thread of its own, since Kafka's client blocks.
 */
public final class EventPublisher implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EventPublisher.class);

    /**
     * {@code kafka}: connection settings of Kafka's clients. {@code gather}: how long events are gathered after a batch that
     * was not full; each batch is a Kafka transaction, and a few large ones cost much less than many small ones.
     */
    public record Settings(
            Map<String, Object> kafka, String topicPrefix, int batchSize, Duration gather, Duration pollInterval) {
        public Settings {
            kafka = Map.copyOf(kafka);
            if (batchSize < 1 || batchSize > 1_000) {
                throw new IllegalArgumentException("batch size must be 1 to 1000, not " + batchSize);
            }
        }
    }

    private static final Duration STANDBY_PAUSE = Duration.ofSeconds(1);
    private static final Duration LEASE_CHECK_INTERVAL = Duration.ofSeconds(1);
    /** An event may become readable a little after its wake-up, when an older transaction is still open. */
    private static final Duration ALERT = Duration.ofMillis(250);

    private static final Duration ALERT_PAUSE = Duration.ofMillis(15);
    private static final Duration SHORTEST_BACK_OFF = Duration.ofMillis(250);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(4);

    private final Settings settings;
    private final Pool pool;
    private final EventTail tail;
    private final OutboundMapping mapping;
    private final PublisherStatus status;
    private final String topic;
    private final WakeUp wakeUp = new WakeUp();
    private final Thread thread;
    private final Closeable appendListener;
    private volatile boolean stopping;
    private Duration backOff = SHORTEST_BACK_OFF;

    EventPublisher(Settings settings, Pool pool, EventTail tail, OutboundMapping mapping, PublisherStatus status) {
        this.settings = settings;
        this.pool = pool;
        this.tail = tail;
        this.mapping = mapping;
        this.status = status;
        this.topic = settings.topicPrefix() + mapping.topic();
        this.appendListener = tail.onAppend(wakeUp::signal);
        this.thread = Thread.ofPlatform().daemon().name("publisher-" + topic).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Stops after the batch in hand and gives the lease to a successor; waits at most 4 seconds. */
    @Override
    public void close() {
        stopping = true;
        wakeUp.signal();
        try {
            appendListener.close();
            if (!thread.join(STOP_PATIENCE)) {
                thread.interrupt();
            }
        } catch (IOException e) {
            LOG.warnf(e, "publisher of %s did not stop cleanly", topic);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stopping) {
                try {
                    lead();
                } catch (RuntimeException | Error e) {
                    backOff(e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            status.stopped();
        }
    }

    /** Publishes for as long as the lease holds; returns at once, after a pause, while somebody else has it. */
    private void lead() throws InterruptedException {
        Optional<PublisherLease> acquired = PublisherLease.tryAcquire(pool, mapping.topic());
        if (acquired.isEmpty()) {
            if (status.standby()) {
                LOG.infof("another replica publishes %s; standing by", topic);
            }
            pause(STANDBY_PAUSE);
            return;
        }
        try (PublisherLease lease = acquired.get();
                TransactionalSender sender = TransactionalSender.open(settings.kafka(), topic + "-publisher")) {
            // read only now: a predecessor is fenced, so what it sent and stored is final
            publish(lease, sender, lease.position());
        }
    }

    private void publish(PublisherLease lease, TransactionalSender sender, TailPosition start)
            throws InterruptedException {
        TailPosition position = start;
        if (status.active()) {
            LOG.infof("publishing %s from %s", topic, position);
        }
        long leaseCheckedNanos = System.nanoTime();
        long alertUntilNanos = System.nanoTime();
        while (!stopping) {
            List<StoredEvent> events = read(position);
            if (!events.isEmpty()) {
                position = send(lease, sender, position, events);
                // also after one that was short because its events are large: sending it took much longer than this
                if (events.size() < settings.batchSize()) {
                    pause(settings.gather());
                }
                backOff = SHORTEST_BACK_OFF;
                leaseCheckedNanos = System.nanoTime();
                continue;
            }
            if (System.nanoTime() - leaseCheckedNanos > LEASE_CHECK_INTERVAL.toNanos()) {
                lease.check();
                backOff = SHORTEST_BACK_OFF;
                leaseCheckedNanos = System.nanoTime();
            }
            if (wakeUp.await(alertUntilNanos - System.nanoTime() > 0 ? ALERT_PAUSE : settings.pollInterval())) {
                alertUntilNanos = System.nanoTime() + ALERT.toNanos();
            }
        }
    }

    private List<StoredEvent> read(TailPosition after) throws InterruptedException {
        return Blocking.await(
                "read the event store", tail.read(after, settings.batchSize()).subscribeAsCompletionStage());
    }

    private TailPosition send(
            PublisherLease lease, TransactionalSender sender, TailPosition from, List<StoredEvent> events)
            throws InterruptedException {
        status.pending(events.getFirst().time());
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>(events.size());
        for (StoredEvent event : events) {
            record(event).ifPresent(records::add);
        }
        if (!records.isEmpty()) {
            sender.send(records);
        }
        TailPosition to = events.getLast().tailPosition();
        lease.advance(from, to);
        status.sent(records.size());
        return to;
    }

    private Optional<ProducerRecord<String, byte[]>> record(StoredEvent stored) {
        try {
            return mapping.map(stored).map(event -> CloudEventRecords.write(topic, mapping.source(), stored, event));
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "event " + stored.eventId() + " of type " + stored.type() + " cannot be mapped: " + e, e);
        }
    }

    private void backOff(Throwable cause) throws InterruptedException {
        if (stopping) {
            return;
        }
        if (status.failing(cause)) {
            LOG.errorf(
                    cause, "publishing %s is interrupted, trying again until it works: %s", topic, cause.getMessage());
        } else {
            LOG.warnf("publishing %s still fails: %s", topic, cause.getMessage());
        }
        pause(backOff.plusMillis(ThreadLocalRandom.current().nextLong(SHORTEST_BACK_OFF.toMillis())));
        backOff = shorter(backOff.multipliedBy(2), LONGEST_BACK_OFF);
    }

    /** Waits through wake-ups of appends, but not through a stop. */
    private void pause(Duration duration) throws InterruptedException {
        long untilNanos = System.nanoTime() + duration.toNanos();
        long leftNanos = duration.toNanos();
        while (!stopping && leftNanos > 0) {
            var unused = wakeUp.await(Duration.ofNanos(leftNanos));
            leftNanos = untilNanos - System.nanoTime();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
