package org.subaccounts.sending.suppression.expire;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import org.subaccounts.sending.suppression.Suppressions;

/**
 * Deletes suppressions that have expired, and those of deleted accounts, in bounded batches. What somebody else holds is
 * left for the next run: it may be prolonged at this moment.
 */
@ApplicationScoped
public class ExpireSuppressions {
    private static final String EXPIRED = """
            delete from suppression where id = any (array(
                select id from suppression where expires_at <= now() limit 5000 for update skip locked))""";
    /** Looks into the index once for each deleted account, whatever the planner takes the numbers for. */
    private static final String OF_DELETED_ACCOUNTS = """
            delete from suppression where id = any (array(
                select s.id from sender_account a cross join lateral (
                    select id from suppression where account_id = a.account_id and %s
                     limit 5000 for update skip locked) s
                 where a.deleted limit 5000))""".formatted(Suppressions.BY_ACCOUNT);

    private final Pool pool;

    public ExpireSuppressions(Pool pool) {
        this.pool = pool;
    }

    @Scheduled(every = "${sending.automation.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> expire() {
        return run(EXPIRED).chain(() -> run(OF_DELETED_ACCOUNTS));
    }

    private Uni<Void> run(String sql) {
        return Uni.createFrom()
                .completionStage(() -> pool.query(sql).execute().toCompletionStage())
                .replaceWithVoid();
    }
}
