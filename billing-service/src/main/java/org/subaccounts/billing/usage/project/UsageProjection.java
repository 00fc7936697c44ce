package org.subaccounts.billing.usage.project;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecordBatch;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.subaccounts.billing.period.ClockOffset;
import org.subaccounts.platform.messaging.GatheringConsumer;

/** Counts what was accepted for delivery, with the consumer's position in one transaction. */
@ApplicationScoped
public class UsageProjection {
    /** The consumer's name, under which its positions are stored. */
    public static final String CONSUMER = "billing-usage";

    private final GatheringConsumer consumer;
    private final Supplier<UsageGathering> empty;

    UsageProjection(GatheringConsumer consumer, ClockOffset clockOffset) {
        this.consumer = consumer;
        this.empty = UsageGathering.counting(clockOffset);
    }

    @Incoming("sending-events")
    Uni<Void> project(IncomingKafkaRecordBatch<String, byte[]> batch) {
        return consumer.gather(CONSUMER, batch, empty);
    }
}
