package org.subaccounts.account.subaccount;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.subaccounts.platform.http.PageRequest;

/** Reads sub accounts; a read after a write shows the write. */
@ApplicationScoped
public class SubAccounts {
    // Every change of a sub account ends with this read, so it takes the short way to the database.
    private static final String BY_ID = "select name, website, status, monthly_credit, created_at from account_standing"
            + " where id = $1 and parent_id = $2 and status <> 'deleted'";

    private final Pool pool;

    public SubAccounts(Pool pool) {
        this.pool = pool;
    }

    /** Fails with {@link SubAccountRefusal.NotFound}. */
    public Uni<SubAccountView> get(UUID parent, UUID id) {
        return Uni.createFrom()
                .completionStage(() ->
                        pool.preparedQuery(BY_ID).execute(Tuple.of(id, parent)).toCompletionStage())
                .map(rows -> view(parent, id, rows));
    }

    public Uni<List<SubAccountView>> page(PageRequest request) {
        return Panache.withSession(() -> SubAccountRow.page(request))
                .map(rows -> rows.stream().map(SubAccountRow::view).toList());
    }

    private static SubAccountView view(UUID parent, UUID id, RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw new SubAccountRefusal.NotFound();
        }
        Row row = rows.iterator().next();
        return new SubAccountView(
                "sub_account",
                id,
                parent,
                row.getOffsetDateTime("created_at").toInstant(),
                row.getString("name"),
                row.getString("website"),
                row.getString("status"),
                row.getLong("monthly_credit"),
                0,
                0,
                null);
    }
}
