package org.subaccounts.billing.period.close;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.BillingPeriod;

/**
 * Keeps {@code late_usage} small and complete: sweeps what is billed, and adds what accounts used in periods after the one in
 * which they were closed. Metric {@code billing_usage_below_billed}: rows of usage that are less than what invoices have.
 */
@Singleton
public class LateUsageNotes {
    private static final Logger LOG = Logger.getLogger(LateUsageNotes.class);
    private static final int PAGE_ROWS = 10_000;
    private static final int MOST_NAMED = 10;
    private static final int MONTHS_LOOKED_BACK = 12;

    /**
     * Settled is what is billed, and what no invoice will ever have, since it lies before the account's first period. A count
     * that comes after this statement has begun changes the note or makes a new one: neither is the one that was looked at. No
     * count ever waits for a sweep in a circle, since a sweep waits for nobody.
     */
    private static final String SWEEP = """
            with page as materialized (
                select account_id, period_start, reception_count from late_usage
                 where (account_id, period_start) > ($1, $2) order by account_id, period_start limit $3),
            compared as materialized (
                select page.*, closed.period_start > page.period_start as never_billed,
                       coalesce(used.reception_count, 0) - coalesce(billed.reception_count, 0) as unbilled
                  from page
                  join account_directory member on member.account_id = page.account_id
                 cross join lateral (
                       select invoice.period_start from invoice
                        where invoice.account_id = coalesce(member.parent_id, member.account_id)
                          and invoice.period_start >= page.period_start
                        order by invoice.period_start limit 1) closed
                  left join usage used on used.period_start = page.period_start and used.account_id = page.account_id
                  left join billed_usage billed
                         on billed.period_start = page.period_start and billed.account_id = page.account_id),
            settled as materialized (
                select late.account_id, late.period_start from late_usage late
                  join compared on compared.account_id = late.account_id and compared.period_start = late.period_start
                               and compared.reception_count = late.reception_count
                 where compared.unbilled = 0 or compared.never_billed
                   for update of late skip locked),
            swept as (
                delete from late_usage late using settled
                 where late.account_id = settled.account_id and late.period_start = settled.period_start),
            below as (
                select account_id, period_start from compared where unbilled < 0 and not never_billed)
            select last.account_id, last.period_start, (select count(*) from below) as below,
                   array(select account_id || ' ' || to_char(period_start, 'YYYY-MM') from below
                          order by account_id, period_start limit $4) as named
              from (select account_id, period_start from page order by account_id desc, period_start desc limit 1) last
            """;

    /** Counted in time, so not noted yet, but with no invoice to come. In the order in which counts are noted. */
    private static final String NOTE_AFTER_CLOSING = """
            insert into late_usage (account_id, period_start, reception_count)
            select used.account_id, used.period_start, used.reception_count
              from usage used
              join account_directory member on member.account_id = used.account_id
              join account_directory parent on parent.account_id = coalesce(member.parent_id, member.account_id)
             where used.period_start = $1 and parent.deleted_at < ($1::date)::timestamp at time zone 'UTC'
               and not exists (select from billed_usage billed where billed.period_start = $1
                                                                 and billed.account_id = used.account_id)
             order by used.account_id
                on conflict do nothing
            """;

    private record Key(UUID accountId, LocalDate period) {}

    /** How far it is, and what it found to be less than billed; the first few by name. */
    private static final class Sweep {
        private Key last = new Key(new UUID(0, 0), LocalDate.of(1, 1, 1));
        private long below;
        private final List<String> named = new ArrayList<>();

        void add(RowSet<Row> page) {
            for (Row row : page) {
                last = new Key(row.getUUID("account_id"), row.getLocalDate("period_start"));
                below += row.getLong("below");
                Stream.of(row.getArrayOfStrings("named"))
                        .limit(MOST_NAMED - named.size())
                        .forEach(named::add);
            }
        }
    }

    private final Pool pool;
    private final AtomicLong belowBilled;
    private volatile @Nullable BillingPeriod notedFor;

    public LateUsageNotes(Pool pool, MeterRegistry metrics) {
        this.pool = pool;
        this.belowBilled = metrics.gauge("billing.usage.below.billed", new AtomicLong());
    }

    /** To be done before it is asked what is due. {@code open}: the oldest period that is not to be closed yet. */
    public Uni<Void> tidy(BillingPeriod open) {
        return noteAfterClosing(open).chain(() -> sweep());
    }

    /** Once for each {@code open}: what is counted from then on is noted as it is counted. */
    private Uni<Void> noteAfterClosing(BillingPeriod open) {
        if (open.equals(notedFor)) {
            return Uni.createFrom().voidItem();
        }
        return Multi.createFrom()
                .items(Stream.iterate(open.previous(), BillingPeriod::previous).limit(MONTHS_LOOKED_BACK))
                .onItem()
                .transformToUniAndConcatenate(period -> query(NOTE_AFTER_CLOSING, Tuple.of(period.firstDay())))
                .collect()
                .last()
                .invoke(() -> notedFor = open)
                .replaceWithVoid();
    }

    private Uni<Void> sweep() {
        Sweep sweep = new Sweep();
        return Multi.createBy()
                .repeating()
                .uni(() -> query(SWEEP, Tuple.of(sweep.last.accountId(), sweep.last.period(), PAGE_ROWS, MOST_NAMED))
                        .invoke(sweep::add))
                .until(page -> page.size() == 0)
                .collect()
                .last()
                .invoke(() -> tell(sweep))
                .replaceWithVoid();
    }

    private void tell(Sweep sweep) {
        if (belowBilled.getAndSet(sweep.below) != sweep.below && sweep.below > 0) {
            LOG.warnf(
                    "%d rows of usage are less than what invoices have, which never change: credit what was billed too"
                            + " much, if it was; the first ones (account and period): %s",
                    sweep.below, String.join(", ", sweep.named));
        }
    }

    private Uni<RowSet<Row>> query(String sql, Tuple arguments) {
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(sql).execute(arguments).toCompletionStage());
    }
}
