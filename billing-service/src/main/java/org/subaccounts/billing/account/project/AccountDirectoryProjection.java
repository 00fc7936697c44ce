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

    /**
     * What an event does not say stays as it was. Rows come in key order. What an account used before it was known here is noted
     * as late: closings could not see whose it was. It is looked up period by period along the primary key, for two years at most,
     * whatever is planned.
     */
    private static final String UPSERT = """
            with change as materialized (
                select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::timestamptz[],
                                     $7::timestamptz[])
                           as change (account_id, parent_id, name, monthly_credit, plan, created_at, deleted_at)),
            new as materialized (
                select account_id, date_trunc('month', (created_at - interval '1 day') at time zone 'UTC') as since
                  from change
                 where created_at is not null
                   and not exists (select from account_directory known
                                    where known.account_id = change.account_id and known.created_at is not null)),
            noted as (
                insert into late_usage (period_start, account_id, reception_count)
                select used.period_start, used.account_id, used.reception_count
                  from new
                 cross join lateral generate_series(new.since,
                           least((select max(period_start) from usage)::timestamp, new.since + interval '2 years'),
                           interval '1 month') as month
                 cross join lateral (select * from usage
                                      where period_start = month::date and account_id = new.account_id limit 1) used
                 order by used.period_start, used.account_id
                    on conflict do nothing)
            insert into account_directory as known
                   (account_id, parent_id, name, monthly_credit, plan, created_at, deleted_at)
            select account_id, parent_id, coalesce(name, ''), monthly_credit, plan, created_at, deleted_at from change
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
