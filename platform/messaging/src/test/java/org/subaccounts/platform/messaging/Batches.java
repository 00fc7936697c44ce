package org.subaccounts.platform.messaging;

import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.subaccounts.platform.eventstore.PgUnitOfWork;

/** Hands polled records to a consumer whose positions exist, as they do after an assignment. */
final class Batches {
    private Batches() {}

    static void apply(
            Replica replica,
            ConsumerRecords<String, byte[]> records,
            BiConsumer<List<ReceivedEvent>, PgUnitOfWork> effect) {
        if (records.isEmpty()) {
            return;
        }
        assign(replica, records);
        replica.consumer()
                .apply(ConsumerLoop.NAME, records, record -> true, effect)
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    static void assign(Replica replica, ConsumerRecords<String, byte[]> records) {
        try {
            Blocking.await(
                    "create positions",
                    replica.positions()
                            .create(ConsumerLoop.NAME, replica.topics().inspect(records.partitions())));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
