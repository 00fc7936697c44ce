package org.subaccounts.sending.domain.rotatedkim;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.subaccounts.sending.domain.DomainId;

/** Which rotations can go on; a bounded part, in no order, so that those that cannot yet do not stand in front. */
@ApplicationScoped
public class RotationQueries {
    private static final String PUBLISHING =
            "select id from domain where dkim_phase = 'PUBLISHING' order by random() limit 20";
    private static final String RETIRING = """
            select id from domain
             where dkim_phase = 'RETIRING' and dkim_phase_since <= now() - $1 * interval '1 millisecond'
             order by random() limit 20""";
    private static final String OLD = """
            select d.id from domain d join dns_check c on c.domain_id = d.id
             where d.dkim_delegated and d.verified and d.dkim_phase = 'STEADY'
               and d.dkim_key_since <= now() - $1 * interval '1 millisecond'
               and case d.dkim_active_slot when 1 then 'DKIM_2' else 'DKIM' end = any(c.propagated)
             order by d.dkim_key_since limit 5""";
    private static final String COUNT = "select count(*) from domain where dkim_phase = 'PUBLISHING'";

    private final Pool pool;

    public RotationQueries(Pool pool) {
        this.pool = pool;
    }

    /** Those whose next key is not signing yet. */
    Uni<List<DomainId>> publishing() {
        return ids(PUBLISHING, Tuple.tuple());
    }

    /** Those whose last key has been published for long enough. */
    Uni<List<DomainId>> faded(Duration grace) {
        return ids(RETIRING, Tuple.of(grace.toMillis()));
    }

    /** Those whose key has signed for that long and that are ready for a next one. */
    Uni<List<DomainId>> dueFor(Duration interval) {
        return ids(OLD, Tuple.of(interval.toMillis()));
    }

    Uni<Long> waiting() {
        return Uni.createFrom()
                .completionStage(() -> pool.query(COUNT).execute().toCompletionStage())
                .map(rows -> rows.iterator().next().getLong(0));
    }

    private Uni<List<DomainId>> ids(String sql, Tuple arguments) {
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(sql).execute(arguments).toCompletionStage())
                .map(rows -> {
                    List<DomainId> ids = new ArrayList<>();
                    for (Row row : rows) {
                        ids.add(new DomainId(row.getUUID(0)));
                    }
                    return ids;
                });
    }
}
