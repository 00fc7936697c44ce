package org.subaccounts.billing.account.project;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecordBatch;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.messaging.EventConsumer;
import org.subaccounts.platform.messaging.ReceivedEvent;

/** Keeps the directory of accounts, one statement per batch, with the consumer's position in one transaction. */
@ApplicationScoped
public class AccountDirectoryProjection {
    private static final String CONSUMER = "billing-account-directory";

    /** What an event does not say stays as it was. Rows come in key order. */
    private static final String UPSERT = """
            insert into account_directory as known
                   (account_id, parent_id, name, monthly_credit, plan, created_at, deleted_at)
            select account_id, parent_id, coalesce(name, ''), monthly_credit, plan, created_at, deleted_at
              from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::timestamptz[], $7::timestamptz[])
                       as change (account_id, parent_id, name, monthly_credit, plan, created_at, deleted_at)
            on conflict (account_id) do update
               set parent_id  = coalesce(excluded.parent_id, known.parent_id),
                   name       = coalesce(nullif(excluded.name, ''), known.name),
                   monthly_credit = coalesce(excluded.monthly_credit, known.monthly_credit),
                   plan       = coalesce(excluded.plan, known.plan),
                   created_at = coalesce(known.created_at, excluded.created_at),
                   deleted_at = coalesce(known.deleted_at, excluded.deleted_at)
            """;

    private final EventConsumer consumer;

    AccountDirectoryProjection(EventConsumer consumer) {
        this.consumer = consumer;
    }

    @Incoming("account-events")
    Uni<Void> project(IncomingKafkaRecordBatch<String, byte[]> batch) {
        return consumer.consume(CONSUMER, batch, AccountDirectoryProjection::upsert);
    }

    static void upsert(List<ReceivedEvent> events, PgUnitOfWork work) {
        Collection<DirectoryChange> changes = DirectoryReduction.changes(events);
        if (changes.isEmpty()) {
            return;
        }
        var unused = work.enlist(
                UPSERT,
                Tuple.of(
                        column(changes, DirectoryChange::accountId).toArray(UUID[]::new),
                        column(changes, DirectoryChange::parentId).toArray(UUID[]::new),
                        column(changes, DirectoryChange::name).toArray(String[]::new),
                        column(changes, DirectoryChange::monthlyCredit).toArray(Long[]::new),
                        column(changes, DirectoryChange::plan).toArray(String[]::new),
                        column(changes, change -> utc(change.createdAt())).toArray(OffsetDateTime[]::new),
                        column(changes, change -> utc(change.deletedAt())).toArray(OffsetDateTime[]::new)));
    }

    private static <T extends @Nullable Object> Stream<T> column(
            Collection<DirectoryChange> changes, Function<DirectoryChange, T> value) {
        return changes.stream().map(value);
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
