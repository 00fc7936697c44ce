package org.subaccounts.sending.domain.resealdkim;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.subaccounts.platform.http.SecretBox;

/**
 * Seals private keys anew that an earlier encryption key sealed, a part at a time. A key that was replaced meanwhile is left
 * alone; one that no configured key opens is told in the log and stays.
 */
@ApplicationScoped
public class ResealDkimKeys {
    private static final Logger LOG = Logger.getLogger(ResealDkimKeys.class);
    private static final List<Statements> TABLES =
            List.of(Statements.of("dkim_key"), Statements.of("dkim_standby_key"));
    private static final String COUNT = """
            select (select count(*) from dkim_key where substring(sealed_key from 1 for 4) <> $1)
                 + (select count(*) from dkim_standby_key where substring(sealed_key from 1 for 4) <> $1)""";
    private static final UUID START = new UUID(0, 0);

    /** To find the next part of a table, and to write one row if it still is what was read. */
    private record Statements(String stale, String reseal) {
        static Statements of(String table) {
            return new Statements(
                    "select domain_id, sealed_key from " + table
                            + " where substring(sealed_key from 1 for 4) <> $1 and domain_id > $2"
                            + " order by domain_id limit 100",
                    "update " + table + " set sealed_key = $3 where domain_id = $1 and sealed_key = $2");
        }
    }

    private final Pool pool;
    private final SecretBox box;
    private final AtomicLong left = new AtomicLong();

    public ResealDkimKeys(Pool pool, SecretBox box, MeterRegistry meters) {
        this.pool = pool;
        this.box = box;
        meters.gauge("sending.dkim.keys.to.reseal", left);
    }

    /** One pass over all of them, in parts. */
    @Scheduled(every = "${sending.dkim.reseal-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> reseal() {
        Future<Void> done = Future.succeededFuture();
        for (Statements table : TABLES) {
            done = done.compose(_ -> from(table, START));
        }
        Future<Void> counted = done.compose(_ -> count());
        return Uni.createFrom()
                .completionStage(counted::toCompletionStage)
                .onFailure()
                .invoke(failure -> LOG.warnf("DKIM keys are sealed anew later: %s", failure))
                .onFailure()
                .recoverWithNull();
    }

    private Future<Void> from(Statements table, UUID position) {
        return pool.preparedQuery(table.stale())
                .execute(Tuple.of(sealingKey(), position))
                .compose(rows -> {
                    UUID last = position;
                    List<Tuple> resealed = new ArrayList<>();
                    for (Row row : rows) {
                        last = row.getUUID("domain_id");
                        add(row, resealed);
                    }
                    UUID next = last;
                    Future<Void> written = resealed.isEmpty()
                            ? Future.succeededFuture()
                            : pool.preparedQuery(table.reseal())
                                    .executeBatch(resealed)
                                    .mapEmpty();
                    return rows.size() == 0 ? written : written.compose(_ -> from(table, next));
                });
    }

    private void add(Row row, List<Tuple> resealed) {
        Buffer sealed = row.getBuffer("sealed_key");
        try {
            byte[] plain = box.open(sealed.getBytes());
            resealed.add(Tuple.of(row.getUUID("domain_id"), sealed, Buffer.buffer(box.seal(plain))));
        } catch (IllegalStateException e) {
            LOG.errorf("the DKIM key of domain %s cannot be opened: %s", row.getUUID("domain_id"), e.getMessage());
        }
    }

    private Future<Void> count() {
        return pool.preparedQuery(COUNT)
                .execute(Tuple.of(sealingKey()))
                .onSuccess(rows -> left.set(rows.iterator().next().getLong(0)))
                .mapEmpty();
    }

    private Buffer sealingKey() {
        return Buffer.buffer(box.sealingKeyId());
    }
}
