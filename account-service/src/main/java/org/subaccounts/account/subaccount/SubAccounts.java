package org.subaccounts.account.subaccount;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.subaccounts.platform.http.PageRequest;

/** Reads sub accounts; a read after a write shows the write. */
@ApplicationScoped
public class SubAccounts {
    private static final String BY_ID = """
            select id, parent_id, name, website_host, status, monthly_credit, created_at, domain_count, member_count,
                   last_activity_at
              from account_standing where id = $1 and parent_id = $2 and status <> 'deleted'""";

    /**
     * What the view account_standing tells, with the parent read once. The array keeps parent_id in the order, so that only
     * the index account_children has it: the planner takes no walk along the primary key past other parents' children.
     * The limit is part of the text, so that the planner knows how few rows it joins.
     */
    private static final String PAGE = """
            select a.id, a.parent_id, a.name, a.website_host, a.monthly_credit, a.created_at, a.member_count,
                   case when a.status = 'active' and p.status = 'suspended' then 'parent-suspended' else a.status end as status,
                   coalesce(v.domain_count, 0) as domain_count, v.last_activity_at
              from (select * from account
                     where parent_id = any (array[$1::uuid]) and status <> 'deleted' and id %1$s $2
                     order by parent_id %2$s, id %3$s
                     limit %4$d) a
              left join account p on p.id = $1
              left join account_activity v on v.account_id = a.id
             where p.status is distinct from 'deleted'
             order by a.parent_id %2$s, a.id %3$s""";

    /** Above every id: where the first page starts. */
    private static final UUID NEWEST = new UUID(-1, -1);

    private final Pool pool;

    public SubAccounts(Pool pool) {
        this.pool = pool;
    }

    /** Fails with {@link SubAccountRefusal.NotFound}. */
    public Uni<SubAccountView> get(UUID parent, UUID id) {
        return query(BY_ID, Tuple.of(id, parent)).map(rows -> {
            if (rows.size() == 0) {
                throw new SubAccountRefusal.NotFound();
            }
            return view(rows.iterator().next());
        });
    }

    /** Up to one more than the page, in the order that {@link org.subaccounts.platform.http.Page#of} takes. */
    public Uni<List<SubAccountView>> page(PageRequest request) {
        int limit = request.limit() + 1;
        UUID before = request.before();
        if (before != null) {
            return page(PAGE.formatted(">", "desc", "asc", limit), request.account(), before);
        }
        UUID after = request.after();
        return page(PAGE.formatted("<", "asc", "desc", limit), request.account(), after == null ? NEWEST : after);
    }

    private Uni<List<SubAccountView>> page(String sql, UUID parent, UUID next) {
        return query(sql, Tuple.of(parent, next)).map(rows -> {
            List<SubAccountView> page = new ArrayList<>(rows.size());
            rows.forEach(row -> page.add(view(row)));
            return page;
        });
    }

    private Uni<RowSet<Row>> query(String sql, Tuple arguments) {
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(sql).execute(arguments).toCompletionStage());
    }

    private static SubAccountView view(Row row) {
        OffsetDateTime activity = row.getOffsetDateTime("last_activity_at");
        return new SubAccountView(
                "sub_account",
                row.getUUID("id"),
                row.getUUID("parent_id"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getString("name"),
                row.getString("website_host"),
                row.getString("status"),
                row.getLong("monthly_credit"),
                row.getLong("domain_count"),
                row.getInteger("member_count"),
                activity == null ? null : activity.toInstant());
    }
}
