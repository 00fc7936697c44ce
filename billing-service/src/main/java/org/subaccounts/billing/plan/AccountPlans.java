package org.subaccounts.billing.plan;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.AccountPlanView.Upcoming;

/** Reads the plans of parents for operators; a read after a write shows the write. */
@ApplicationScoped
public class AccountPlans {
    private static final String OPENING = """
            select d.created_at, p.currency
              from account_directory d left join plan p on p.id = d.plan
             where d.account_id = $1 and d.parent_id is null""";

    private static final String CURRENT = """
            select plan.*
              from account_directory d left join lateral plan_in_force(d.account_id, d.plan, $2) plan on true
             where d.account_id = $1 and d.parent_id is null""";

    private static final String UPCOMING = """
            select * from (select distinct on (effective_from) 'assignment' as kind, plan_id, null::integer as version, effective_from
                             from plan_assignment
                            where account_id = $1 and effective_from > $2
                            order by effective_from, sequence desc) as assignments
            union all
            select * from (select distinct on (effective_from) 'version', plan_id, version, effective_from
                             from plan_version
                            where plan_id = $3 and version <> $4 and effective_from > $2
                            order by effective_from, version desc) as versions
            order by effective_from, kind, version limit 100""";

    private final Pool pool;
    private final DefaultPlan defaultPlan;

    public AccountPlans(Pool pool, DefaultPlan defaultPlan) {
        this.pool = pool;
        this.defaultPlan = defaultPlan;
    }

    /** When an account was opened, and the currency (ISO 4217, lower case) of what prices it without an assignment. */
    public record Opening(Optional<BillingPeriod> period, String currency) {}

    /** Fails with {@link PlanRefusal.AccountNotFound} for an unknown account and for a child. */
    public Uni<Opening> opening(UUID accountId) {
        return query(OPENING, Tuple.of(accountId)).map(rows -> {
            Row row = known(rows);
            OffsetDateTime createdAt = row.getOffsetDateTime("created_at");
            String currency = row.getString("currency");
            return new Opening(
                    Optional.ofNullable(createdAt).map(time -> BillingPeriod.of(time.toInstant())),
                    currency == null ? PlanView.code(defaultPlan.plan()) : currency);
        });
    }

    /** Fails with {@link PlanRefusal.AccountNotFound} for an unknown account and for a child. */
    public Uni<AccountPlanView> show(UUID accountId, BillingPeriod period) {
        return query(CURRENT, Tuple.of(accountId, period.firstDay())).chain(rows -> {
            Row current = known(rows);
            LocalDate assignedFrom = current.getLocalDate("assigned_from");
            LocalDate since =
                    assignedFrom == null || assignedFrom.isBefore(period.firstDay()) ? period.firstDay() : assignedFrom;
            return query(
                            UPCOMING,
                            Tuple.of(accountId, since, current.getString("plan_id"), current.getInteger("version")))
                    .map(changes -> view(accountId, period, current, upcoming(changes, assignedFrom != null)));
        });
    }

    private AccountPlanView view(UUID accountId, BillingPeriod period, Row current, List<Upcoming> upcoming) {
        boolean byDefault = current.getString("plan_id") == null;
        PlanInForce configured = PlanInForce.byDefault(defaultPlan.plan(), PlanInForce.Decided.NOTHING);
        LocalDate assignedFrom = current.getLocalDate("assigned_from");
        return new AccountPlanView(
                "account_plan",
                accountId,
                period.name(),
                byDefault ? configured.planId() : current.getString("plan_id"),
                byDefault ? configured.planName() : current.getString("name"),
                source(byDefault, assignedFrom),
                assignedFrom,
                byDefault
                        ? AccountPlanView.Pricing.of(configured.version(), configured.pricing(), null)
                        : AccountPlanView.Pricing.of(
                                current.getInteger("version"),
                                PlanRows.pricing(current),
                                current.getLocalDate("effective_from")),
                upcoming);
    }

    private static String source(boolean byDefault, @Nullable LocalDate assignedFrom) {
        if (byDefault) {
            return AccountPlanView.DEFAULT;
        }
        return assignedFrom == null ? AccountPlanView.OPENED_WITH : AccountPlanView.ASSIGNED;
    }

    /** The first assignment of all prices the period of its date; any other change only one that begins with it or later. */
    private static List<Upcoming> upcoming(RowSet<Row> rows, boolean assigned) {
        List<Upcoming> changes = new ArrayList<>(rows.size());
        boolean first = !assigned;
        for (Row row : rows) {
            LocalDate date = row.getLocalDate("effective_from");
            BillingPeriod period = new BillingPeriod(date.withDayOfMonth(1));
            boolean firstAssignment = first && row.getString("kind").equals(Upcoming.ASSIGNMENT);
            if (firstAssignment) {
                first = false;
            }
            changes.add(new Upcoming(
                    row.getString("kind"),
                    row.getString("plan_id"),
                    row.getInteger("version"),
                    date,
                    (firstAssignment || date.equals(period.firstDay()) ? period : period.next()).name()));
        }
        return changes;
    }

    private static Row known(RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw new PlanRefusal.AccountNotFound();
        }
        return rows.iterator().next();
    }

    private Uni<RowSet<Row>> query(String sql, Tuple arguments) {
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(sql).execute(arguments).toCompletionStage());
    }
}
