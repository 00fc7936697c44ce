package org.subaccounts.billing.usage.project;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecordBatch;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.messaging.EventConsumer;
import org.subaccounts.platform.messaging.ReceivedEvent;

/** Counts what was accepted for delivery, one statement per batch, with the consumer's position in one transaction. */
@ApplicationScoped
public class UsageProjection {
    private static final String CONSUMER = "billing-usage";

    /** Rows come in key order, so that two transactions never wait for each other. */
    private static final String ADD = """
            insert into usage (period_start, account_id, reception_count)
            select * from unnest($1::date[], $2::uuid[], $3::bigint[])
            on conflict (period_start, account_id)
                do update set reception_count = usage.reception_count + excluded.reception_count
            """;

    private final EventConsumer consumer;

    UsageProjection(EventConsumer consumer) {
        this.consumer = consumer;
    }

    @Incoming("sending-events")
    Uni<Void> project(IncomingKafkaRecordBatch<String, byte[]> batch) {
        return consumer.consume(CONSUMER, batch, UsageProjection::add);
    }

    private static void add(List<ReceivedEvent> events, PgUnitOfWork work) {
        SortedMap<UsageKey, Long> volumes = UsageReduction.volumes(events);
        if (volumes.isEmpty()) {
            return;
        }
        var unused = work.enlist(
                ADD,
                Tuple.of(
                        volumes.keySet().stream()
                                .map(key -> key.period().firstDay())
                                .toArray(LocalDate[]::new),
                        volumes.keySet().stream().map(UsageKey::accountId).toArray(UUID[]::new),
                        volumes.values().toArray(Long[]::new)));
    }
}
