package org.subaccounts.sending.message.expire;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * Deletes what is not kept until its day is over, such as content that is not kept at all. These are few and have indexes of their
 * own; everything else goes with its partition. Walks on from where the last batch ended, since what is still to be delivered
 * stays, and would be met first each time.
 */
@ApplicationScoped
public class ExpireMessages {
    private static final int BATCH = 500;
    private static final Walk START =
            new Walk(OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC), new UUID(0, 0));
    private static final String FORGET = """
            with ended as materialized (
                select id, keep_day, keep_until from %1$s
                 where (keep_until at time zone 'UTC')::date < keep_day and keep_until <= now()
                   and (keep_until, id) > ($1, $2)
                 order by keep_until, id limit %2$d
            ), forgotten as materialized (
                select id, keep_until, %3$s(id, keep_day) from ended
            )
            select keep_until, id, count(*) over () = %2$d as more from forgotten order by keep_until desc, id desc limit 1""";
    private static final String CONTENT = FORGET.formatted("message_content", BATCH, "forget_content");
    private static final String MESSAGES = FORGET.formatted("message", BATCH, "forget_message");

    private static final int REST = 10;

    private final Pool pool;
    private volatile long notBefore = System.nanoTime();

    /** The last row that was looked at. */
    private record Walk(OffsetDateTime keepUntil, UUID id) {}

    public ExpireMessages(Pool pool) {
        this.pool = pool;
    }

    /** All of it, batch by batch; a long walk, past much that stays, is followed by a rest of ten times its length. */
    @Scheduled(every = "${sending.automation.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> expire() {
        long begun = System.nanoTime();
        if (begun - notBefore < 0) {
            return Uni.createFrom().voidItem();
        }
        return walk(CONTENT, START).chain(() -> walk(MESSAGES, START)).invoke(() -> {
            long ended = System.nanoTime();
            notBefore = ended + REST * (ended - begun);
        });
    }

    private Uni<Void> walk(String sql, Walk from) {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(sql)
                        .execute(Tuple.of(from.keepUntil(), from.id()))
                        .toCompletionStage())
                .chain(rows -> {
                    RowIterator<Row> last = rows.iterator();
                    if (!last.hasNext()) {
                        return Uni.createFrom().voidItem();
                    }
                    Row row = last.next();
                    return row.getBoolean("more")
                            ? walk(sql, new Walk(row.getOffsetDateTime("keep_until"), row.getUUID("id")))
                            : Uni.createFrom().voidItem();
                });
    }
}
