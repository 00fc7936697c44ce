package org.subaccounts.sending.statistics.project;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecordBatch;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.subaccounts.platform.messaging.GatheringConsumer;

/** Counts what this service says of its messages, with the consumer's position in one transaction. */
@ApplicationScoped
public class StatisticsProjection {
    /** The consumer's name, under which its positions are stored. */
    public static final String CONSUMER = "sending-statistics";

    private final GatheringConsumer consumer;

    StatisticsProjection(GatheringConsumer consumer) {
        this.consumer = consumer;
    }

    @Incoming("sending-events")
    Uni<Void> project(IncomingKafkaRecordBatch<String, byte[]> batch) {
        return consumer.gather(CONSUMER, batch, StatisticsGathering::new);
    }
}
