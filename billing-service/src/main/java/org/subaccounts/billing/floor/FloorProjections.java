package org.subaccounts.billing.floor;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecordBatch;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.usage.project.UsageGathering;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.messaging.EventConsumer;
import org.subaccounts.platform.messaging.GatheringConsumer;
import org.subaccounts.platform.messaging.ReceivedEvent;

/**
 * The same consumer on the same events with less, or more, to do in the database. Each has a channel of its own that is
 * disabled by default; the benchmark enables one of them and disables sending-events.
 */
@ApplicationScoped
public class FloorProjections {
    private static final String ADD_ONE = """
            insert into usage (period_start, account_id, reception_count) values ($1, $2, $3)
            on conflict (period_start, account_id)
                do update set reception_count = usage.reception_count + excluded.reception_count
            """;

    private final EventConsumer consumer;
    private final GatheringConsumer gatherer;
    private final Supplier<UsageGathering> empty = UsageGathering.rebuilding();

    FloorProjections(EventConsumer consumer, GatheringConsumer gatherer) {
        this.consumer = consumer;
        this.gatherer = gatherer;
    }

    /** Reads, adds up and forgets. */
    @Incoming("floor-without-database")
    Uni<Void> countWithoutDatabase(IncomingKafkaRecordBatch<String, byte[]> batch) {
        return gatherer.gatherOnly("billing-floor-without-database", batch, empty);
    }

    /** One upsert per event, in the transaction of the batch. */
    @Incoming("floor-row-by-row")
    Uni<Void> countRowByRow(IncomingKafkaRecordBatch<String, byte[]> batch) {
        return consumer.consume("billing-floor-row-by-row", batch, FloorProjections::addOneByOne);
    }

    private static void addOneByOne(List<ReceivedEvent> events, PgUnitOfWork work) {
        for (ReceivedEvent received : events) {
            if (received.event() instanceof MessageSent sent && !sent.sandbox()) {
                var unused = work.enlist(
                        ADD_ONE, Tuple.of(BillingPeriod.of(sent.occurredAt()).firstDay(), sent.accountId(), (long)
                                sent.recipientCount()));
            }
        }
    }
}
