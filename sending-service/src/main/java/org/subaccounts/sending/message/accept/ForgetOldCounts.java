package org.subaccounts.sending.message.accept;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/** Deletes the counts of periods that ended more than a month ago, in bounded batches. */
@ApplicationScoped
public class ForgetOldCounts {
    private static final int BATCH = 1_000;
    private static final String FORGET = """
            delete from accepted_count where ctid = any (array(
                select ctid from accepted_count
                 where period_start < date_trunc('month', now() at time zone 'UTC')::date - interval '1 month'
                 limit 1000))""";

    private final Pool pool;

    public ForgetOldCounts(Pool pool) {
        this.pool = pool;
    }

    /** Batch after batch, until one is not full. */
    @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forget() {
        return Uni.createFrom()
                .completionStage(() -> pool.query(FORGET).execute().toCompletionStage())
                .chain(deleted -> deleted.rowCount() < BATCH ? Uni.createFrom().voidItem() : forget());
    }
}
