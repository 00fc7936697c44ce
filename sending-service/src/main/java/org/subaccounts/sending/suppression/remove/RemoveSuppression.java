package org.subaccounts.sending.suppression.remove;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Refusal;

/** Deletes the suppressions of one address. Locks in the order of ids, as all do that take several, so none waits in a ring. */
@ApplicationScoped
public class RemoveSuppression {
    private static final String DELETE = """
            with found as (select id from suppression where account_id = $1 and email = $2 %sorder by id for update)
            delete from suppression s using found where s.id = found.id returning s.expires_at > now() as in_force""";
    private static final String OF_ALL_DOMAINS = DELETE.formatted("");
    private static final String OF_ONE_DOMAIN = DELETE.formatted("and domain = $3 ");

    private final Pool pool;

    public RemoveSuppression(Pool pool) {
        this.pool = pool;
    }

    /** Fails with 404 if none was in force. */
    Uni<Void> remove(UUID accountId, String email, @Nullable String domain) {
        String sql = domain == null ? OF_ALL_DOMAINS : OF_ONE_DOMAIN;
        Tuple arguments = domain == null ? Tuple.of(accountId, email) : Tuple.of(accountId, email, domain);
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(sql).execute(arguments).toCompletionStage())
                .invoke(RemoveSuppression::requireOneInForce)
                .replaceWithVoid();
    }

    private static void requireOneInForce(RowSet<Row> deleted) {
        for (Row row : deleted) {
            if (row.getBoolean("in_force")) {
                return;
            }
        }
        throw Refusal.notFound("suppression");
    }
}
