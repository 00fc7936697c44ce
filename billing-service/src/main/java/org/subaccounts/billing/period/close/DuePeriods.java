package org.subaccounts.billing.period.close;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.BillingPeriod;

/**
 * Which periods are not closed though they should be. A family's first period is the month in which its parent was opened,
 * its last one that in which it was closed; after it, a period is due only if something was used that no invoice has.
 * {@code open}: the oldest period that is not to be closed yet.
 */
@Singleton
public class DuePeriods {
    /** Parents, along their index, each with one look for its last invoice. */
    private static final String PARENT = """
            select parent.account_id, parent.name,
                   date_trunc('month', parent.deleted_at at time zone 'UTC')::date as closed_in,
                   coalesce((invoiced.last + interval '1 month')::date,
                            date_trunc('month', parent.created_at at time zone 'UTC')::date) as next_period
              from account_directory parent
              left join lateral (select invoice.period_start as last from invoice
                                  where invoice.account_id = parent.account_id
                                  order by invoice.period_start desc limit 1) invoiced on true
             where parent.parent_id is null and parent.created_at is not null
            """;

    private static final String DUE = """
            select account_id, name, closed_in, next_period,
                   least(($1::date - interval '1 month')::date, closed_in) as last_period
              from (%s) parent
             where next_period <= least(($1::date - interval '1 month')::date, closed_in)
            """;

    /** From what is noted as late, which is little: what was used in closed periods goes onto the next invoice, whichever. */
    private static final String DUE_AFTER_CLOSING = """
            select parent.account_id, parent.name, parent.closed_in, parent.next_period,
                   max(greatest(late.period_start, parent.next_period)) as last_period
              from late_usage late
              join account_directory member on member.account_id = late.account_id
              join usage used on used.period_start = late.period_start and used.account_id = late.account_id
              left join billed_usage billed
                     on billed.period_start = late.period_start and billed.account_id = late.account_id
              join lateral (%s and parent.deleted_at is not null
                               and parent.account_id = coalesce(member.parent_id, member.account_id)) parent on true
             where parent.next_period > parent.closed_in and parent.next_period < $1 and late.period_start < $1
               and used.reception_count > coalesce(billed.reception_count, 0)
               and (late.period_start >= parent.next_period
                    or exists (select from invoice where invoice.account_id = parent.account_id
                                                     and invoice.period_start = late.period_start))
             group by 1, 2, 3, 4
            """;

    private static final String FIRST = "select min(next_period) as first from (" + DUE.formatted(PARENT) + ") due";

    static final String COUNT = """
            select coalesce(sum((extract(year from age(last_period, next_period)) * 12
                                 + extract(month from age(last_period, next_period)) + 1)::bigint), 0)::bigint as periods
              from (%s union all %s) due
            """.formatted(DUE.formatted(PARENT), DUE_AFTER_CLOSING.formatted(PARENT));

    private static final String WITH_CHILDREN = """
            select account_id, name, closed_in, next_period, last_period,
                   (select count(*) from account_directory child where child.parent_id = due.account_id)::int as children
              from (%s order by account_id limit $3) due
             order by account_id
            """;

    static final String PAGE = WITH_CHILDREN.formatted(DUE.formatted(PARENT + " and parent.account_id > $2"));

    private static final String PAGE_AFTER_CLOSING =
            WITH_CHILDREN.formatted(DUE_AFTER_CLOSING.formatted(PARENT + " and parent.account_id > $2"));

    private static final UUID LOWEST = new UUID(0, 0);

    private final Pool pool;

    public DuePeriods(Pool pool) {
        this.pool = pool;
    }

    /** How many periods of how many families, all counted together. */
    public Uni<Long> count(BillingPeriod open) {
        return query(COUNT, Tuple.of(open.firstDay()))
                .map(rows -> rows.iterator().next().getLong("periods"));
    }

    /** The oldest of the families that are not closed yet; of these at least. */
    Uni<Optional<BillingPeriod>> first(BillingPeriod open) {
        return query(FIRST, Tuple.of(open.firstDay()))
                .map(rows -> Optional.ofNullable(rows.iterator().next().getLocalDate("first"))
                        .map(BillingPeriod::new));
    }

    /** The families that have due periods up to that in which they were closed, by id; those after {@code last}, or all. */
    public Uni<List<DueFamily>> page(BillingPeriod open, @Nullable DueFamily last, int limit) {
        return page(PAGE, open, last, limit);
    }

    /** The families that were closed and invoiced, and used something that is on no invoice. */
    public Uni<List<DueFamily>> pageAfterClosing(BillingPeriod open, @Nullable DueFamily last, int limit) {
        return page(PAGE_AFTER_CLOSING, open, last, limit);
    }

    private Uni<List<DueFamily>> page(String sql, BillingPeriod open, @Nullable DueFamily last, int limit) {
        return query(sql, Tuple.of(open.firstDay(), last == null ? LOWEST : last.accountId(), limit))
                .map(DuePeriods::families);
    }

    private Uni<RowSet<Row>> query(String sql, Tuple arguments) {
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(sql).execute(arguments).toCompletionStage());
    }

    private static List<DueFamily> families(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new DueFamily(
                        row.getUUID("account_id"),
                        row.getString("name"),
                        row.getInteger("children"),
                        period(row.getLocalDate("closed_in")),
                        new BillingPeriod(row.getLocalDate("next_period")),
                        new BillingPeriod(row.getLocalDate("last_period"))))
                .toList();
    }

    private static @Nullable BillingPeriod period(@Nullable LocalDate firstDay) {
        return firstDay == null ? null : new BillingPeriod(firstDay);
    }
}
