package org.subaccounts.platform.messaging;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.messaging.ConsumerPositions.Position;
import org.subaccounts.platform.messaging.ConsumerStatus.Assignment;

/**
 * Applies batches of a channel exactly once: the effect and the position commit in one PostgreSQL transaction, which
 * fails when somebody else moved the position. Every failure is tried again with growing pauses until it works or the
 * service stops; nothing is ever skipped for failing.
 */
@ApplicationScoped
public class EventConsumer {
    private static final Logger LOG = Logger.getLogger(EventConsumer.class);

    private static final Duration SHORTEST_BACK_OFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);
    private static final double JITTER = 0.3;
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(30);

    /** Raised by consumer_advance: after a rebalance, somebody else applied the same records first. */
    static final String POSITION_MOVED = "MS001";

    private final Pool pool;
    private final ConsumerPositions positions;
    private final ConsumerStatus status;
    private volatile boolean stopping;

    EventConsumer(Pool pool, ConsumerPositions positions, ConsumerStatus status) {
        this.pool = pool;
        this.positions = positions;
        this.status = status;
    }

    /**
     * {@code consumerName}: the channel's group id without the topic prefix. {@code effect} gets what is new, in order
     * per account, and enlists its statements; it may be called again for the same events and must not do anything else.
     */
    public Uni<Void> consume(
            String consumerName,
            IncomingKafkaRecordBatch<String, byte[]> batch,
            BiConsumer<List<ReceivedEvent>, PgUnitOfWork> effect) {
        return consume(consumerName, batch, record -> true, effect);
    }

    /** Of a topic with many other events: only what is wanted is decoded. */
    public Uni<Void> consume(
            String consumerName,
            IncomingKafkaRecordBatch<String, byte[]> batch,
            Predicate<EventRecord> wanted,
            BiConsumer<List<ReceivedEvent>, PgUnitOfWork> effect) {
        return apply(consumerName, records(batch), wanted, effect)
                .chain(() -> Uni.createFrom().completionStage(batch.ack()));
    }

    Uni<Void> apply(
            String consumerName,
            ConsumerRecords<String, byte[]> records,
            Predicate<EventRecord> wanted,
            BiConsumer<List<ReceivedEvent>, PgUnitOfWork> effect) {
        return Uni.createFrom()
                .deferred(() -> attempt(consumerName, records, wanted, effect))
                .ifNoItem()
                .after(ATTEMPT_TIMEOUT)
                .fail()
                .onFailure()
                .invoke(failure -> failed(consumerName, failure))
                .onFailure(failure -> !stopping)
                .retry()
                .withBackOff(SHORTEST_BACK_OFF, LONGEST_BACK_OFF)
                .withJitter(JITTER)
                .indefinitely();
    }

    /** Reads the positions anew each time: an earlier attempt may have committed though its answer was lost. */
    private Uni<Void> attempt(
            String consumer,
            ConsumerRecords<String, byte[]> records,
            Predicate<EventRecord> wanted,
            BiConsumer<List<ReceivedEvent>, PgUnitOfWork> effect) {
        requireNotRefused(consumer, records);
        return Uni.createFrom()
                .completionStage(() -> positions.load(consumer, records.partitions()))
                .chain(stored -> store(consumer, stored, Reduction.of(records, stored, wanted), effect))
                .invoke(() -> reached(consumer, records));
    }

    private Uni<Void> store(
            String consumer,
            Map<TopicPartition, Position> stored,
            Reduction reduction,
            BiConsumer<List<ReceivedEvent>, PgUnitOfWork> effect) {
        if (reduction.positions().isEmpty()) {
            return Uni.createFrom().voidItem().invoke(() -> applied(consumer, reduction));
        }
        PgUnitOfWork work = PgUnitOfWork.standalone(pool);
        ConsumerPositions.enlistAdvance(work, consumer, stored, reduction.positions());
        if (!reduction.events().isEmpty()) {
            effect.accept(reduction.events(), work);
        }
        return Uni.createFrom().completionStage(work::commit).invoke(() -> applied(consumer, reduction));
    }

    private void requireNotRefused(String consumer, ConsumerRecords<String, byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            String refusal = status.refusal(new Assignment(consumer, partition));
            if (refusal != null) {
                throw new PositionRefusedException(refusal);
            }
        }
    }

    private void applied(String consumer, Reduction reduction) {
        if (status.applied(consumer, reduction.events().size(), reduction.duplicates())) {
            LOG.infof("consumer %s works again", consumer);
        }
    }

    private void reached(String consumer, ConsumerRecords<String, byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            status.reached(
                    new Assignment(consumer, partition),
                    records.records(partition).getLast().timestamp());
        }
    }

    private void failed(String consumer, Throwable failure) {
        if (failure instanceof PgException answer && POSITION_MOVED.equals(answer.getSqlState())) {
            LOG.infof("consumer %s: %s; looking again", consumer, answer.getErrorMessage());
        } else if (status.failing(consumer)) {
            LOG.errorf(failure, "consumer %s cannot apply a batch, trying again until it works: %s", consumer, failure);
        } else {
            LOG.warnf("consumer %s still cannot apply a batch: %s", consumer, failure);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }

    @SuppressWarnings("unchecked") // the metadata of a batch carries the batch's own record types
    private static ConsumerRecords<String, byte[]> records(IncomingKafkaRecordBatch<String, byte[]> batch) {
        return batch.getMetadata(IncomingKafkaRecordBatchMetadata.class)
                .map(metadata -> (ConsumerRecords<String, byte[]>) metadata.getRecords())
                .orElseThrow(() -> new IllegalStateException("not a batch of the Kafka connector"));
    }
}
