package org.subaccounts.billing.period.close;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.BillingPeriod;

/**
 * Which periods are not closed though they should be. A family's first period is the month in which its parent was opened,
 * its last one that in which it was closed. {@code open}: the oldest period that is not to be closed yet.
 */
@Singleton
public class DuePeriods {
    private static final String DUE = """
            with parent as (
                select account_id, name,
                       coalesce((select (max(invoice.period_start) + interval '1 month')::date
                                   from invoice where invoice.account_id = account_directory.account_id),
                                date_trunc('month', created_at at time zone 'UTC')::date) as next_period,
                       least(($1::date - interval '1 month')::date,
                             date_trunc('month', deleted_at at time zone 'UTC')::date) as last_period
                  from account_directory
                 where parent_id is null and created_at is not null)
            """;

    private static final String COUNT = DUE + """
            select coalesce(sum((extract(year from age(last_period, next_period)) * 12
                                 + extract(month from age(last_period, next_period)) + 1)::bigint), 0)::bigint as periods
              from parent where next_period <= last_period
            """;

    private static final String PAGE = DUE + """
            select account_id, name, next_period, last_period
              from parent
             where next_period <= last_period and (next_period, account_id) > ($2, $3)
             order by next_period, account_id
             limit $4
            """;

    private static final LocalDate BEFORE_ALL = LocalDate.of(1, 1, 1);
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

    /** The families whose next period is oldest first; those after {@code last}, or from the beginning. */
    public Uni<List<DueFamily>> page(BillingPeriod open, @Nullable DueFamily last, int limit) {
        LocalDate period = last == null ? BEFORE_ALL : last.next().firstDay();
        UUID account = last == null ? LOWEST : last.accountId();
        return query(PAGE, Tuple.of(open.firstDay(), period, account, limit)).map(DuePeriods::families);
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
                        new BillingPeriod(row.getLocalDate("next_period")),
                        new BillingPeriod(row.getLocalDate("last_period"))))
                .toList();
    }
}
