package org.subaccounts.billing.threshold.report;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.DefaultPlan;
import org.subaccounts.billing.threshold.ThresholdId;

/** Finds what was reached in a period and is not reported yet, in one statement over all accounts. */
@Singleton
public class ReachedThresholds {
    /** The most that one look gives. */
    static final int LIMIT = 500;

    /**
     * One pass over the period's rows of usage, hashed against the directory. Floating point sorts out who is far below its
     * limit; numeric, which no volume overflows, decides. Assignments are looked up only for families that could have reached
     * the lowest share of the smallest included volume of all plans, versions once per plan and date. Removed children's usage
     * counts for the family, as on its invoice; who is deleted, or whose parent is, is not reported.
     */
    private static final String REACHED = """
            with used as materialized (
              select coalesce(d.parent_id, d.account_id) as family_id, u.reception_count as volume,
                     case when d.parent_id is not null and d.deleted_at is null and d.monthly_credit > 0
                           and u.reception_count::float8 * 101 >= d.monthly_credit::float8 * $2::integer
                          then d.account_id end as child_id,
                     d.monthly_credit as credit
                from usage u join account_directory d on d.account_id = u.account_id
               where u.period_start = $1 and u.reception_count > 0),
            family as materialized (
              select parent.account_id, pooled.volume, coalesce(own.plan_id, parent.plan) as plan_id,
                     greatest($1, own.effective_from) as day
                from (select family_id, sum(volume) as volume from used group by family_id) as pooled
                join account_directory parent on parent.account_id = pooled.family_id
                left join lateral assignment_in_force(parent.account_id, $1) own on true
               where parent.parent_id is null and parent.deleted_at is null
                 and pooled.volume * 100 >= $2::integer::numeric * (
                       select coalesce(min(volume), 9223372036854775807)
                         from (select included_volume as volume from plan_version union all select $4::bigint) as included
                        where volume > 0)),
            included as materialized (
              select priced.plan_id, priced.day, v.included_volume
                from (select distinct plan_id, day from family) as priced
               cross join lateral plan_version_in_force(priced.plan_id, priced.day) v),
            limited as (
              select c.child_id as account_id, c.family_id as parent_id, 'account' as scope, c.credit as limit_volume,
                     c.volume::numeric as volume
                from used c left join account_directory parent on parent.account_id = c.family_id
               where c.child_id is not null and parent.deleted_at is null
              union all
              select f.account_id, null, 'family', coalesce(i.included_volume, $4::bigint), f.volume
                from family f left join included i on i.plan_id = f.plan_id and i.day = f.day
               where coalesce(i.included_volume, $4::bigint) > 0)
            select l.account_id, l.parent_id, l.scope, l.limit_volume, share.percent,
                   least(l.volume, 9223372036854775807)::bigint as volume
              from limited l cross join unnest($3::integer[]) as share (percent)
             where l.volume * 100 >= l.limit_volume::numeric * share.percent
               and not exists (select 1 from usage_threshold t
                                where t.period_start = $1 and t.account_id = l.account_id and t.scope = l.scope
                                  and t.percent = share.percent)
               and ($6::uuid is null or (l.account_id, l.scope, share.percent) > ($6::uuid, $7::text, $8::integer))
             order by l.account_id, l.scope, share.percent
             limit $5
            """;

    private final Pool pool;
    private final ThresholdPercents percents;
    private final long defaultIncludedVolume;

    ReachedThresholds(Pool pool, ThresholdPercents percents, DefaultPlan defaultPlan) {
        this.pool = pool;
        this.percents = percents;
        this.defaultIncludedVolume = defaultPlan.plan().includedVolume();
    }

    /** At most 500, by account, the lower shares of one limit first; those that follow {@code last}, or from the beginning. */
    Uni<List<ReportThreshold>> find(BillingPeriod period, Instant now, @Nullable ReportThreshold last) {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(REACHED)
                        .execute(arguments(period, last))
                        .toCompletionStage())
                .map(rows -> {
                    List<ReportThreshold> reached = new ArrayList<>(rows.size());
                    rows.forEach(row -> reached.add(report(row, period, now)));
                    return reached;
                });
    }

    private Tuple arguments(BillingPeriod period, @Nullable ReportThreshold last) {
        return Tuple.tuple()
                .addLocalDate(period.firstDay())
                .addInteger(percents.ascending().getFirst())
                .addArrayOfInteger(percents.ascending().toArray(Integer[]::new))
                .addLong(defaultIncludedVolume)
                .addInteger(LIMIT)
                .addUUID(last == null ? null : last.threshold().accountId())
                .addString(last == null ? null : last.threshold().scope().code())
                .addInteger(last == null ? null : last.percent());
    }

    private static ReportThreshold report(Row row, BillingPeriod period, Instant now) {
        return new ReportThreshold(
                new ThresholdId(row.getUUID("account_id"), ThresholdId.Scope.of(row.getString("scope")), period),
                row.getUUID("parent_id"),
                row.getInteger("percent"),
                row.getLong("limit_volume"),
                row.getLong("volume"),
                now);
    }
}
