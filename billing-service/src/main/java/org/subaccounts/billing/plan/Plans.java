package org.subaccounts.billing.plan;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.platform.http.PageRequest;

/** Reads plans for operators; a read after a write shows the write. */
@ApplicationScoped
public class Plans {
    private static final String COLUMNS = """
            select p.id, p.position, p.name, p.currency, p.created_at as made_at, p.updated_at, v.version, v.base_fee_minor,
                   v.included_volume, v.tiers, v.effective_from, v.created_at
              from plan p""";

    private static final String PAGE = COLUMNS + " cross join lateral plan_version_in_force(p.id, $2) v ";

    /** The one that holds comes twice: first, and among all of them. */
    private static final String BY_ID = "select * from (" + COLUMNS
            + " cross join lateral plan_version_in_force(p.id, $2) v where p.id = $1) as current union all select * from ("
            + COLUMNS + " join plan_version v on v.plan_id = p.id where p.id = $1 order by v.version desc) as history";

    private static final String FACTS = """
            select p.currency, (select max(period_start) from invoice i where i.plan_id = p.id) as last_billed
              from plan p where p.id = $1""";

    private static final String OPENED_ACCOUNTS_BILLED_OTHERWISE = """
            select exists (
              select 1
                from account_directory d
               cross join lateral (
                     select coalesce((select (max(i.period_start) + interval '1 month')::date
                                        from invoice i where i.account_id = d.account_id),
                                     date_trunc('month', d.created_at at time zone 'UTC')::date) as first_day) open
               where d.plan = $1 and d.parent_id is null
                 and not exists (select 1 from assignment_in_force(d.account_id, open.first_day))
                 and (exists (select 1 from invoice i where i.account_id = d.account_id and lower(i.currency) <> $2)
                      or exists (select 1 from plan_assignment a join plan p on p.id = a.plan_id
                                  where a.account_id = d.account_id and p.currency <> $2)))""";

    private final Pool pool;

    public Plans(Pool pool) {
        this.pool = pool;
    }

    /** A plan and its place in the list. */
    public record Listed(UUID position, PlanView plan) {}

    /** What a new version depends on; {@code lastBilled}: the latest period that was billed with the plan. */
    public record Facts(Currency currency, @Nullable BillingPeriod lastBilled) {}

    /** In the order that {@link org.subaccounts.platform.http.Page#of} takes. */
    public Uni<List<Listed>> page(PageRequest request, LocalDate today) {
        Tuple arguments = Tuple.of(request.limit() + 1, today);
        String order;
        if (request.before() != null) {
            order = "where p.position > $3 order by p.position limit $1";
            arguments.addUUID(request.before());
        } else if (request.after() != null) {
            order = "where p.position < $3 order by p.position desc limit $1";
            arguments.addUUID(request.after());
        } else {
            order = "order by p.position desc limit $1";
        }
        return query(PAGE + order, arguments).map(rows -> {
            List<Listed> plans = new ArrayList<>(rows.size());
            rows.forEach(row -> plans.add(new Listed(row.getUUID("position"), plan(row))));
            return plans;
        });
    }

    /** Fails with {@link PlanRefusal.NotFound}. */
    public Uni<PlanDetails> get(String id, LocalDate today) {
        return query(BY_ID, Tuple.of(id, today)).map(rows -> {
            List<PlanVersionView> versions = new ArrayList<>(rows.size());
            rows.forEach(row -> versions.add(version(row)));
            if (versions.isEmpty()) {
                throw new PlanRefusal.NotFound();
            }
            PlanView plan = plan(rows.iterator().next());
            return new PlanDetails(
                    plan.object(),
                    plan.id(),
                    plan.name(),
                    plan.currency(),
                    plan.current(),
                    List.copyOf(versions.subList(1, versions.size())),
                    plan.createdAt(),
                    plan.updatedAt());
        });
    }

    /** Fails with {@link PlanRefusal.NotFound}. */
    public Uni<Facts> facts(String id) {
        return query(FACTS, Tuple.of(id)).map(rows -> {
            if (rows.size() == 0) {
                throw new PlanRefusal.NotFound();
            }
            Row row = rows.iterator().next();
            LocalDate lastBilled = row.getLocalDate("last_billed");
            return new Facts(
                    Money.currency(row.getString("currency")),
                    lastBilled == null ? null : new BillingPeriod(lastBilled));
        });
    }

    /**
     * Whether an account that was opened with a plan of that id, and whose oldest open period it would price, has invoices or
     * assignments in another currency.
     */
    public Uni<Boolean> openedAccountsAreBilledOtherwise(String id, String currency) {
        return query(OPENED_ACCOUNTS_BILLED_OTHERWISE, Tuple.of(id, currency))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private Uni<RowSet<Row>> query(String sql, Tuple arguments) {
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(sql).execute(arguments).toCompletionStage());
    }

    private static PlanView plan(Row row) {
        return PlanView.of(
                row.getString("name"),
                version(row),
                row.getOffsetDateTime("made_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static PlanVersionView version(Row row) {
        return PlanVersionView.of(
                row.getString("id"),
                row.getInteger("version"),
                PlanRows.pricing(row),
                row.getLocalDate("effective_from"),
                row.getOffsetDateTime("created_at").toInstant());
    }
}
