package org.subaccounts.sending.suppression.removeall;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.suppression.Suppressions;

/**
 * Deletes all suppressions of an account, or those for one domain: batch after batch, each a short transaction that goes on
 * where the one before ended. A crash in the middle leaves the rest, and the caller without an answer: it is repeated.
 */
@ApplicationScoped
public class RemoveAllSuppressions {
    static final int BATCH_ROWS = 5_000;

    private static final UUID BEGINNING = new UUID(0, 0);
    private static final String DELETE = """
            with batch as (select id from suppression
                            where account_id = $1 and id > $2 %sorder by id limit $3 for update),
                 gone as (delete from suppression s using batch where s.id = batch.id)
            select (select count(*) from batch) as batch_rows,
                   (select id from batch order by id desc limit 1) as last_id""";
    private static final String OF_ALL_DOMAINS = DELETE.formatted("and " + Suppressions.BY_ACCOUNT + " ");
    private static final String OF_ONE_DOMAIN = DELETE.formatted("and domain = $4 and " + Suppressions.BY_DOMAIN + " ");

    private final Pool pool;
    private final Suppressions suppressions;

    public RemoveAllSuppressions(Pool pool, Suppressions suppressions) {
        this.pool = pool;
        this.suppressions = suppressions;
    }

    /** Fails with 404 for a domain that is not the account's and that nothing is suppressed for. */
    Uni<Void> remove(UUID accountId, @Nullable String domain) {
        return domain == null
                ? removeAfter(BEGINNING, accountId, null)
                : suppressions.requireDomain(accountId, domain).chain(() -> removeAfter(BEGINNING, accountId, domain));
    }

    private Uni<Void> removeAfter(UUID id, UUID accountId, @Nullable String domain) {
        Tuple arguments = Tuple.of(accountId, id, BATCH_ROWS);
        if (domain != null) {
            arguments.addString(domain);
        }
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(domain == null ? OF_ALL_DOMAINS : OF_ONE_DOMAIN)
                        .execute(arguments)
                        .toCompletionStage())
                .chain(rows -> {
                    Row batch = rows.iterator().next();
                    return batch.getLong("batch_rows") < BATCH_ROWS
                            ? Uni.createFrom().voidItem()
                            : removeAfter(batch.getUUID("last_id"), accountId, domain);
                });
    }
}
