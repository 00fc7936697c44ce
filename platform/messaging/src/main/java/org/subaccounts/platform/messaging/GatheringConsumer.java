package org.subaccounts.platform.messaging;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Applies records of a channel exactly once, at volume: while one transaction is under way, the events that come are gathered
 * into what the next one stores, so transactions grow with the load. Effect and position commit together, as with
 * {@link EventConsumer}; failures are tried again until it works. Every batch of a channel goes through it, one after the other.
 */
@ApplicationScoped
public class GatheringConsumer {
    private static final Logger LOG = Logger.getLogger(GatheringConsumer.class);
    private final GatheringStore store;
    private final ConsumerStatus status;
    private final KafkaClientService clients;
    private final GatheringLanes lanes;
    private final Map<String, String> channels = new ConcurrentHashMap<>();

    GatheringConsumer(
            Pool pool,
            ConsumerPositions positions,
            ConsumerStatus status,
            KafkaClientService clients,
            GatheringLanes lanes) {
        this.store = new PostgresGatheringStore(pool, positions);
        this.status = status;
        this.clients = clients;
        this.lanes = lanes;
    }

    /**
     * Completes when there is room for the next batch. {@code consumerName}: the channel's group id without the topic prefix;
     * {@code empty}: makes what gathers for one transaction.
     */
    public Uni<Void> gather(
            String consumerName, IncomingKafkaRecordBatch<String, byte[]> batch, Supplier<? extends Gathering> empty) {
        return gather(consumerName, batch, empty, store);
    }

    /** The same, and then forgets it, position and all: the floor of benchmarks. */
    public Uni<Void> gatherOnly(
            String consumerName, IncomingKafkaRecordBatch<String, byte[]> batch, Supplier<? extends Gathering> empty) {
        return gather(consumerName, batch, empty, new ForgettingStore());
    }

    private Uni<Void> gather(
            String consumerName,
            IncomingKafkaRecordBatch<String, byte[]> batch,
            Supplier<? extends Gathering> empty,
            GatheringStore to) {
        IncomingKafkaRecordBatchMetadata<String, byte[]> metadata = metadata(batch);
        String channel = metadata.getChannel() + "-" + metadata.getConsumerIndex();
        String first = channels.computeIfAbsent(consumerName, name -> channel);
        if (!first.equals(channel)) {
            // their batches would come in no order
            throw new IllegalStateException("consumer " + consumerName + " reads from " + first + " and from " + channel
                    + ": a consumer has one channel, with one client");
        }
        return lanes.lane(
                        consumerName,
                        name -> new GatheringLane(name, to, status, empty, () -> rejoin(metadata.getChannel())))
                .take(metadata.getRecords(), metadata.getConsumerGroupGenerationId());
    }

    private void rejoin(String channel) {
        clients.getConsumer(channel)
                .runOnPollingThread(kafka -> {
                    kafka.enforceRebalance("a position was moved by somebody else");
                })
                .subscribe()
                .with(done -> {}, failure -> LOG.warnf(failure, "channel %s cannot rejoin its group", channel));
    }

    @SuppressWarnings("unchecked") // the metadata of a batch carries the batch's own record types
    private static IncomingKafkaRecordBatchMetadata<String, byte[]> metadata(
            IncomingKafkaRecordBatch<String, byte[]> batch) {
        return (IncomingKafkaRecordBatchMetadata<String, byte[]>)
                batch.getMetadata(IncomingKafkaRecordBatchMetadata.class)
                        .orElseThrow(() -> new IllegalStateException("not a batch of the Kafka connector"));
    }
}
