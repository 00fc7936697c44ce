package org.subaccounts.account.activity;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecordBatch;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.messaging.EventConsumer;
import org.subaccounts.platform.messaging.ReceivedEvent;

/** Keeps the table {@code account_activity}: one statement per batch, with the consumer's position in one transaction. */
@ApplicationScoped
public class ActivityProjection {
    private static final String CONSUMER = "account-activity";

    /** Rows come in key order, so that two transactions never wait for each other. */
    private static final String UPSERT = """
            insert into account_activity as known (account_id, domain_count, last_activity_at)
            select * from unnest($1::uuid[], $2::int[], $3::timestamptz[])
            on conflict (account_id) do update
               set domain_count     = known.domain_count + excluded.domain_count,
                   last_activity_at = greatest(known.last_activity_at, excluded.last_activity_at)
            """;

    private final EventConsumer consumer;

    ActivityProjection(EventConsumer consumer) {
        this.consumer = consumer;
    }

    @Incoming("sending-events")
    Uni<Void> project(IncomingKafkaRecordBatch<String, byte[]> batch) {
        return consumer.consume(CONSUMER, batch, ActivityProjection::upsert);
    }

    private static void upsert(List<ReceivedEvent> events, PgUnitOfWork work) {
        Collection<ActivityChange> changes = ActivityReduction.changes(
                events.stream().map(ReceivedEvent::event).toList());
        if (changes.isEmpty()) {
            return;
        }
        var unused = work.enlist(
                UPSERT,
                Tuple.of(
                        changes.stream().map(ActivityChange::accountId).toArray(UUID[]::new),
                        changes.stream().map(ActivityChange::domains).toArray(Integer[]::new),
                        changes.stream()
                                .map(ActivityChange::lastActivityAt)
                                .map(at -> at == null ? null : at.atOffset(ZoneOffset.UTC))
                                .toArray(OffsetDateTime[]::new)));
    }
}
