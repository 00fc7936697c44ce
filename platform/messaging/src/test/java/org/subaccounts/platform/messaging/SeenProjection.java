package org.subaccounts.platform.messaging;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecordBatch;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Consumes as a service does: two channels, two positions. */
@ApplicationScoped
class SeenProjection {
    private final EventConsumer consumer;

    SeenProjection(EventConsumer consumer) {
        this.consumer = consumer;
    }

    @Incoming("sending-events")
    Uni<Void> messages(IncomingKafkaRecordBatch<String, byte[]> batch) {
        return consumer.consume("seen", batch, Seen::add);
    }

    @Incoming("key-events")
    Uni<Void> keys(IncomingKafkaRecordBatch<String, byte[]> batch) {
        return consumer.consume("seen-keys", batch, Seen::add);
    }
}
