package org.subaccounts.billing.period.close;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.subaccounts.billing.invoice.LateUsage;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.StoredPricing;
import org.subaccounts.billing.usage.AccountVolume;
import org.subaccounts.billing.usage.FamilyUsage;

/** Reads what a family used in its closed periods and is on no invoice yet, in one statement and so at one moment. */
@Singleton
public class LateUsages {
    /** One invoice has so many corrections at most, and those of one period at least; the rest waits for the next one. */
    private static final int MOST_CORRECTIONS = 100_000;

    /**
     * Begins with what is noted as late and looks up each, so that settled months are not read, whatever is planned. Removed is, as on the rest of the invoice, what
     * was deleted before the end of the invoice's period.
     */
    static final String READ = """
            with family as materialized (
                select account_id, name, created_at, coalesce(deleted_at < $2, false) as removed, false as parent
                  from account_directory where parent_id = $1
                union all
                select $1::uuid, '', null, false, true),
            noted as materialized (
                select noted.period_start, closed.currency, closed.pricing, family.*
                  from family
                  join late_usage noted on noted.account_id = family.account_id
                  join invoice closed on closed.account_id = $1 and closed.period_start = noted.period_start),
            compared as materialized (
                select noted.*,
                       coalesce((select used.reception_count from usage used
                                  where used.period_start = noted.period_start and used.account_id = noted.account_id), 0)
                       - coalesce((select billed.reception_count from billed_usage billed
                                    where billed.period_start = noted.period_start
                                      and billed.account_id = noted.account_id), 0) as late
                  from noted),
            late as (select * from compared where late > 0),
            counted as (
                select period_start, sum(count(*)) over (order by period_start) as up_to_here,
                       row_number() over (order by period_start) as place
                  from late group by period_start),
            taken as materialized (
                select period_start,
                       (select coalesce(sum(billed.reception_count), 0) from billed_usage billed
                         where billed.period_start = counted.period_start
                           and billed.account_id = any (array(select account_id from family)))::bigint as family_billed
                  from counted where up_to_here <= $3 or place = 1)
            select period_start, currency, pricing::text as pricing, account_id, name, removed, parent, late, family_billed
              from taken join late using (period_start)
             order by period_start, parent desc, created_at desc, account_id desc
            """;

    private final Pool pool;

    private final int mostCorrections;

    @Inject
    public LateUsages(Pool pool) {
        this(pool, MOST_CORRECTIONS);
    }

    LateUsages(Pool pool, int mostCorrections) {
        this.pool = pool;
        this.mostCorrections = mostCorrections;
    }

    /** As seen by the invoice of {@code period}; oldest first. */
    public Uni<List<LateUsage>> read(UUID parentId, BillingPeriod period) {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(READ)
                        .execute(Tuple.of(parentId, period.end().atOffset(ZoneOffset.UTC), mostCorrections))
                        .toCompletionStage())
                .map(rows -> late(parentId, rows));
    }

    private static List<LateUsage> late(UUID parentId, RowSet<Row> rows) {
        Map<LocalDate, List<Row>> byPeriod = new LinkedHashMap<>();
        for (Row row : rows) {
            byPeriod.computeIfAbsent(row.getLocalDate("period_start"), period -> new ArrayList<>())
                    .add(row);
        }
        return byPeriod.entrySet().stream()
                .map(period -> late(parentId, new BillingPeriod(period.getKey()), period.getValue()))
                .toList();
    }

    private static LateUsage late(UUID parentId, BillingPeriod period, List<Row> rows) {
        AccountVolume parent = new AccountVolume(parentId, "", false, 0);
        List<AccountVolume> children = new ArrayList<>(rows.size());
        for (Row row : rows) {
            AccountVolume volume = new AccountVolume(
                    row.getUUID("account_id"), row.getString("name"), row.getBoolean("removed"), row.getLong("late"));
            if (row.getBoolean("parent")) {
                parent = volume;
            } else {
                children.add(volume);
            }
        }
        Row any = rows.getFirst();
        return new LateUsage(
                period,
                StoredPricing.read(any.getString("pricing")).in(Money.currency(any.getString("currency"))),
                any.getLong("family_billed"),
                new FamilyUsage(parent, List.copyOf(children)));
    }
}
