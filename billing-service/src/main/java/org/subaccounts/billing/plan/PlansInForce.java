package org.subaccounts.billing.plan;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.PlanInForce.Decided;

/**
 * Which plan prices which parent's period. What is in force on the period's first day (UTC) prices all of it; a change within
 * the period waits for the next one, unless nothing was assigned before: then the first assignment within the period prices
 * it, with the version of its date. Without assignments: the plan named at the opening of the account, else the configured one.
 */
@Singleton
public class PlansInForce {
    private static final int MAX_PARENTS = 10_000;

    /** The rule itself is the SQL function, so that statements over all accounts follow it too. */
    private static final String IN_FORCE = """
            select parent.account_id, plan.plan_id, plan.name, plan.currency, plan.version, plan.base_fee_minor,
                   plan.included_volume, plan.tiers, named.plan_id as named_plan,
                   (select coalesce(max(a.sequence), 0) from plan_assignment a
                     where a.account_id = parent.account_id) as assignments,
                   (select coalesce(max(v.version), 0) from plan_version v where v.plan_id = named.plan_id) as versions
              from unnest($1::uuid[]) as parent (account_id)
              left join account_directory known on known.account_id = parent.account_id
              left join lateral plan_in_force(parent.account_id, known.plan, $2) plan on true
             cross join lateral (
                   select coalesce(plan.plan_id, nullif(known.plan, ''), 'default') as plan_id) named
            """;

    private final Pool pool;
    private final DefaultPlan defaultPlan;

    public PlansInForce(Pool pool, DefaultPlan defaultPlan) {
        this.pool = pool;
        this.defaultPlan = defaultPlan;
    }

    public Uni<PlanInForce> of(UUID parentId, BillingPeriod period) {
        return of(List.of(parentId), period).map(plans -> Objects.requireNonNull(plans.get(parentId)));
    }

    /** Of each of them, at most 10,000. */
    public Uni<Map<UUID, PlanInForce>> of(Collection<UUID> parentIds, BillingPeriod period) {
        if (parentIds.size() > MAX_PARENTS) {
            throw new IllegalArgumentException("at most " + MAX_PARENTS + " parents, not " + parentIds.size());
        }
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(IN_FORCE)
                        .execute(Tuple.of(parentIds.toArray(UUID[]::new), period.firstDay()))
                        .toCompletionStage())
                .map(rows -> {
                    Map<UUID, PlanInForce> plans = new HashMap<>();
                    for (Row row : rows) {
                        plans.put(row.getUUID("account_id"), plan(row));
                    }
                    return plans;
                });
    }

    private PlanInForce plan(Row row) {
        Decided decided =
                new Decided(row.getInteger("assignments"), row.getString("named_plan"), row.getInteger("versions"));
        return row.getString("plan_id") == null
                ? PlanInForce.byDefault(defaultPlan.plan(), decided)
                : new PlanInForce(
                        row.getString("plan_id"),
                        row.getString("name"),
                        row.getInteger("version"),
                        PlanRows.pricing(row),
                        decided);
    }
}
