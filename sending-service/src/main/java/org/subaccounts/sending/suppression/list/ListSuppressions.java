package org.subaccounts.sending.suppression.list;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.subaccounts.platform.http.PageRequest;
import org.subaccounts.sending.suppression.Suppression;
import org.subaccounts.sending.suppression.Suppressions;

/** Reads pages of suppressions. Times of creation are ranges of ids, so every page is one range of one index. */
@ApplicationScoped
public class ListSuppressions {
    private static final String SELECT = """
            select id, created_at, email, domain, reason, expires_at from suppression
             where account_id = $1 and expires_at > now() and id >= $2 and id < $3""";
    private static final String OLDER = " order by id desc limit $4";
    private static final String OLDER_THAN_CURSOR = " and id < $5" + OLDER;
    private static final String NEWER_THAN_CURSOR = " and id > $5 order by id limit $4";

    private final Pool pool;
    private final Suppressions suppressions;

    public ListSuppressions(Pool pool, Suppressions suppressions) {
        this.pool = pool;
        this.suppressions = suppressions;
    }

    /** Up to one more than the page holds, in the order that the page expects. Fails with 404 for a domain nobody knows. */
    Uni<List<Suppression>> list(PageRequest page, SuppressionFilter filter) {
        return read(page, filter)
                .call(found -> found.isEmpty() && filter.domain() != null
                        ? suppressions.requireDomain(page.account(), filter.domain())
                        : Uni.createFrom().voidItem());
    }

    private Uni<List<Suppression>> read(PageRequest page, SuppressionFilter filter) {
        Tuple arguments = Tuple.of(page.account(), filter.firstId(), filter.endId(), page.limit() + 1);
        UUID cursor = page.before() != null ? page.before() : page.after();
        if (cursor != null) {
            arguments.addUUID(cursor);
        }
        if (filter.domain() != null) {
            arguments.addString(filter.domain());
        }
        if (filter.email() != null) {
            arguments.addString(filter.email());
        }
        String sql = sql(page, filter);
        return Uni.createFrom()
                .completionStage(() ->
                        pool.preparedQuery(sql).execute(arguments).toCompletionStage())
                .map(rows -> {
                    List<Suppression> found = new ArrayList<>(rows.size());
                    rows.forEach(row -> found.add(Suppression.of(row)));
                    return found;
                });
    }

    /** Each combination of what is given has its one index. */
    static String sql(PageRequest page, SuppressionFilter filter) {
        int parameters = page.before() != null || page.after() != null ? 5 : 4;
        StringBuilder sql = new StringBuilder(SELECT);
        if (filter.domain() != null) {
            sql.append(" and domain = $").append(++parameters);
        }
        if (filter.email() != null) {
            sql.append(" and email = $").append(++parameters);
        } else {
            sql.append(" and ").append(filter.domain() != null ? Suppressions.BY_DOMAIN : Suppressions.BY_ACCOUNT);
        }
        return sql.append(
                        page.before() != null
                                ? NEWER_THAN_CURSOR
                                : page.after() != null ? OLDER_THAN_CURSOR : OLDER)
                .toString();
    }
}
