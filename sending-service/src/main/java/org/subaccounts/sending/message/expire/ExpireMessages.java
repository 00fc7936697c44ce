package org.subaccounts.sending.message.expire;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/** Deletes content and messages whose retention has passed, in bounded batches; never what is still to be delivered. */
@ApplicationScoped
public class ExpireMessages {
    private static final String CONTENT = """
            delete from message_content where (id, keep_day) in (
                select c.id, c.keep_day from message_content c
                 where c.keep_until <= now()
                   and not exists (select 1 from message_queue q
                                    where q.content_id = c.id and q.content_keep_day = c.keep_day)
                 limit 500)""";
    private static final String MESSAGES = """
            delete from message where (id, keep_day) in (
                select m.id, m.keep_day from message m
                 where m.keep_until <= now()
                   and not exists (select 1 from message_queue q where q.message_id = m.id)
                 limit 1000)""";

    private final Pool pool;

    public ExpireMessages(Pool pool) {
        this.pool = pool;
    }

    @Scheduled(every = "${sending.automation.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> expire() {
        return run(CONTENT).chain(() -> run(MESSAGES));
    }

    private Uni<Void> run(String sql) {
        return Uni.createFrom()
                .completionStage(() -> pool.query(sql).execute().toCompletionStage())
                .replaceWithVoid();
    }
}
