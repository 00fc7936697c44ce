package org.subaccounts.billing.period.close;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
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

/** Reads what a family used in its closed periods and what is on no invoice yet, in one statement and so at one moment. */
@Singleton
public class LateUsages {
    /** Removed is, as on the rest of the invoice, what was deleted before the end of the invoice's period. */
    private static final String READ = """
            with family as (
                select account_id, name, created_at, coalesce(deleted_at < $2, false) as removed, false as parent
                  from account_directory where parent_id = $1
                union all
                select $1::uuid, '', null, false, true),
            used as (
                select closed.period_start, closed.currency, closed.pricing, family.*,
                       usage.reception_count as all_of_it, coalesce(billed.reception_count, 0) as billed,
                       sum(billed.reception_count) over (partition by closed.period_start) as family_billed
                  from invoice closed
                 cross join family
                  join usage on usage.period_start = closed.period_start and usage.account_id = family.account_id
                  left join billed_usage billed
                         on billed.period_start = closed.period_start and billed.account_id = family.account_id
                 where closed.account_id = $1)
            select period_start, currency, pricing::text as pricing, account_id, name, removed, parent,
                   all_of_it - billed as late, coalesce(family_billed, 0)::bigint as family_billed
              from used
             where all_of_it > billed
             order by period_start, parent desc, created_at desc, account_id desc
            """;

    private final Pool pool;

    public LateUsages(Pool pool) {
        this.pool = pool;
    }

    /** As seen by the invoice of {@code period}; oldest first. */
    public Uni<List<LateUsage>> read(UUID parentId, BillingPeriod period) {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(READ)
                        .execute(Tuple.of(parentId, period.end().atOffset(ZoneOffset.UTC)))
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
