package org.subaccounts.sending.statistics.project;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/** Deletes sums that are older than 13 months, a bounded number at a time until none are left. */
@ApplicationScoped
public class ForgetOldStatistics {
    private static final int AT_ONCE = 10_000;
    private static final String FORGET = """
            delete from statistics_hourly where ctid = any(array(
                select ctid from statistics_hourly where hour < now() - interval '13 months' limit %d))""".formatted(AT_ONCE);

    private final Pool pool;

    public ForgetOldStatistics(Pool pool) {
        this.pool = pool;
    }

    @Scheduled(every = "${sending.statistics.forget-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forget() {
        return Uni.createFrom()
                .completionStage(() -> pool.query(FORGET).execute().toCompletionStage())
                .chain(deleted -> deleted.rowCount() == AT_ONCE
                        ? forget()
                        : Uni.createFrom().voidItem());
    }
}
