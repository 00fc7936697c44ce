package org.subaccounts.sending.domain.zone;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.records.RecordSet;

/**
 * Brings the platform's zone to what it has to hold, and notes it afterwards: what a crash comes between is written again,
 * which changes nothing. Rows are locked meanwhile, so that replicas do not write an older key over a newer one.
 */
@ApplicationScoped
public class PublishDkimRecords {
    private static final Logger LOG = Logger.getLogger(PublishDkimRecords.class);
    private static final int MAX_BATCH = 50;
    private static final String PENDING = "(pushed_key is distinct from public_key or remove_at <= now())";
    private static final String SOME = "select id, host, public_key, remove_at <= now() as gone from dkim_record where "
            + PENDING + " order by random() limit $1 for update skip locked";
    private static final String OF_DOMAIN =
            "select id, host, public_key, remove_at <= now() as gone from dkim_record where domain_id = $1 and "
                    + PENDING + " order by id for update";
    private static final String WAIT_FOR_LOCKS = "set local lock_timeout = '3s'";
    private static final String NOTE =
            "update dkim_record set pushed_key = public_key, pushed_at = now() where id = any($1)";
    private static final String DOUBT =
            "update dkim_record set pushed_key = null where domain_id = $1 and pushed_at < now() - interval '1 minute'";
    private static final String FORGET = "delete from dkim_record where id = any($1)";
    private static final String FORGET_ENDED = "delete from dkim_record where remove_at <= now()";
    private static final String COUNT = "select count(*) from dkim_record where " + PENDING;

    private final Pool pool;
    private final ZoneUpdates zone;
    private final MeterRegistry meters;
    private final AtomicLong unpublished = new AtomicLong();
    /** While the zone's server is away only the timer tries: many lookups that wait for it would take all connections. */
    private volatile boolean serverIsAway;

    public PublishDkimRecords(Pool pool, ZoneUpdates zone, MeterRegistry meters) {
        this.pool = pool;
        this.zone = zone;
        this.meters = meters;
        meters.gauge("sending.dkim.records.unpublished", unpublished);
    }

    /** What is due of one domain, if anything; never fails. */
    public Uni<Void> publishNow(DomainId domain) {
        if (!zone.isConfigured() || serverIsAway) {
            return Uni.createFrom().voidItem();
        }
        return quietly(pool.withTransaction(connection -> connection
                .query(WAIT_FOR_LOCKS)
                .execute()
                .compose(_ ->
                        publish(connection, connection.preparedQuery(OF_DOMAIN).execute(Tuple.of(domain.value()))))));
    }

    /** Lets the records of a domain that were written over a minute ago be written again; never fails. */
    public Uni<Void> writeAgain(DomainId domain) {
        return quietly(
                pool.preparedQuery(DOUBT).execute(Tuple.of(domain.value())).mapEmpty());
    }

    @Scheduled(every = "${sending.automation.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> publishSome() {
        if (!zone.isConfigured()) {
            return quietly(pool.query(FORGET_ENDED).execute().mapEmpty());
        }
        return quietly(pool.withTransaction(connection ->
                        publish(connection, connection.preparedQuery(SOME).execute(Tuple.of(batch())))))
                .chain(this::count);
    }

    /** One by one after a failure: a record that the server refuses must not hold up the rest. */
    private int batch() {
        return serverIsAway ? 1 : MAX_BATCH;
    }

    private Uni<Void> count() {
        return quietly(pool.query(COUNT)
                .execute()
                .onSuccess(rows -> unpublished.set(rows.iterator().next().getLong(0)))
                .mapEmpty());
    }

    private Future<Void> publish(SqlConnection connection, Future<RowSet<Row>> selected) {
        return selected.compose(rows -> {
            List<ZoneUpdates.Wanted> wanted = new ArrayList<>();
            List<UUID> there = new ArrayList<>();
            List<UUID> gone = new ArrayList<>();
            for (Row row : rows) {
                boolean ended = Boolean.TRUE.equals(row.getBoolean("gone"));
                wanted.add(new ZoneUpdates.Wanted(row.getString("host"), text(row, ended)));
                (ended ? gone : there).add(row.getUUID("id"));
            }
            return wanted.isEmpty()
                    ? Future.succeededFuture()
                    : Future.fromCompletionStage(zone.apply(wanted))
                            .onComplete(applied -> serverIsAway = applied.failed())
                            .compose(_ -> connection.preparedQuery(NOTE).execute(ids(there)))
                            .compose(_ -> connection.preparedQuery(FORGET).execute(ids(gone)))
                            .mapEmpty();
        });
    }

    private static @Nullable String text(Row row, boolean ended) {
        return ended ? null : RecordSet.dkimText(row.getString("public_key"));
    }

    private static Tuple ids(List<UUID> ids) {
        return Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new));
    }

    private Uni<Void> quietly(Future<Void> work) {
        return Uni.createFrom()
                .completionStage(work::toCompletionStage)
                .onFailure()
                .invoke(failure -> {
                    meters.counter("sending.dkim.zone.failures").increment();
                    LOG.warnf("the DKIM zone cannot be updated, trying again: %s", failure);
                })
                .onFailure()
                .recoverWithNull();
    }
}
