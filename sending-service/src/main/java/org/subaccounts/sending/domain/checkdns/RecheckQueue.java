package org.subaccounts.sending.domain.checkdns;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.subaccounts.sending.domain.DomainId;

/** Which domains are due to be looked up. A claim is a lease: after a crash they are due again when it ends. */
@ApplicationScoped
public class RecheckQueue {
    private static final String CLAIM = """
            update dns_recheck set due_at = now() + $2 * interval '1 millisecond'
             where domain_id = any (array(
                 select domain_id from dns_recheck where due_at <= now() order by due_at limit $1 for update skip locked))
            returning domain_id""";
    private static final String LATENESS = """
            select coalesce(extract(epoch from now() - min(due_at)), 0)::float8 from dns_recheck where due_at <= now()""";

    private final Pool pool;

    public RecheckQueue(Pool pool) {
        this.pool = pool;
    }

    Uni<List<DomainId>> claim(int limit, Duration lease) {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(CLAIM)
                        .execute(Tuple.of(limit, lease.toMillis()))
                        .toCompletionStage())
                .map(rows -> {
                    List<DomainId> claimed = new ArrayList<>();
                    for (Row row : rows) {
                        claimed.add(new DomainId(row.getUUID(0)));
                    }
                    return claimed;
                });
    }

    /** For how many seconds the longest due one waits, 0 if none. */
    Uni<Double> latenessSeconds() {
        return Uni.createFrom()
                .completionStage(() -> pool.query(LATENESS).execute().toCompletionStage())
                .map(rows -> rows.iterator().next().getDouble(0));
    }
}
