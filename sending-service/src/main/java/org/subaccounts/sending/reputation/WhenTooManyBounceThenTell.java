package org.subaccounts.sending.reputation;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.subaccounts.platform.eventstore.Outbox;
import org.subaccounts.platform.eventstore.OutboxEvent;
import org.subaccounts.platform.eventstore.PgUnitOfWork;

/**
 * Tells once when a child comes above the limit: the alert was noted in the transaction of the bounce, and is marked in that of the
 * event. One that is below again can be told of anew. Forgets counts that are too old to matter.
 */
@ApplicationScoped
public class WhenTooManyBounceThenTell {
    private static final Logger LOG = Logger.getLogger(WhenTooManyBounceThenTell.class);
    private static final String ANNOUNCED_BEFORE = "SE003";
    private static final Map<String, String> ACTOR = Map.of("actor", "reputation");
    private static final String NEW = """
            select account_id, window_start, window_end, sent, bounced, limit_percent
              from reputation_alert where not announced limit 100""";
    private static final String ANNOUNCE = "select reputation_announce($1)";
    private static final String CLEAR = """
            delete from reputation_alert where account_id in (
                select a.account_id from (select * from reputation_alert where announced order by random() limit 200) as a
                 cross join lateral reputation_in_window(a.account_id, $1) as w
                 where w.sent < $2 or w.bounced * 100 <= $3 * w.sent)""";
    private static final String FORGET = """
            delete from reputation_count where ctid = any (array(
                select ctid from reputation_count where hour < now() - $1 * interval '1 millisecond' - interval '2 hours'
                 limit 5000))""";

    private final Pool pool;
    private final Outbox outbox;
    private final ReputationSettings settings;

    public WhenTooManyBounceThenTell(Pool pool, Outbox outbox, ReputationSettings settings) {
        this.pool = pool;
        this.outbox = outbox;
        this.settings = settings;
    }

    @Scheduled(every = "${sending.automation.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tell() {
        return query(NEW, Tuple.tuple())
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .onItem()
                .transformToUniAndConcatenate(this::announce)
                .onItem()
                .ignoreAsUni();
    }

    @Scheduled(every = "${sending.reputation.review-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> review() {
        long windowMillis = settings.window().toMillis();
        return query(CLEAR, Tuple.of(windowMillis, settings.minimumVolume(), settings.limitPercent()))
                .chain(() -> query(FORGET, Tuple.of(windowMillis)))
                .replaceWithVoid();
    }

    private Uni<Void> announce(Row alert) {
        BounceRateExceeded event = new BounceRateExceeded(
                alert.getUUID("account_id"),
                alert.getOffsetDateTime("window_start").toInstant(),
                alert.getOffsetDateTime("window_end").toInstant(),
                alert.getLong("sent"),
                alert.getLong("bounced"),
                alert.getDouble("limit_percent"));
        return Uni.createFrom()
                .completionStage(() -> {
                    PgUnitOfWork work = PgUnitOfWork.standalone(pool);
                    work.enlist(ANNOUNCE, Tuple.of(event.accountId()));
                    outbox.append(work, List.of(new OutboxEvent(BounceRateExceeded.TYPE, "1", event, ACTOR)));
                    return work.commit();
                })
                .invoke(() -> LOG.warnf(
                        "%d of %d messages of account %s bounced, more than %s %%",
                        event.bounced(), event.sent(), event.accountId(), event.limitPercent()))
                .onFailure(WhenTooManyBounceThenTell::isAnnouncedBefore)
                .recoverWithNull();
    }

    private static boolean isAnnouncedBefore(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof PgException refused && ANNOUNCED_BEFORE.equals(refused.getSqlState());
    }

    private Uni<RowSet<Row>> query(String sql, Tuple arguments) {
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(sql).execute(arguments).toCompletionStage());
    }
}
