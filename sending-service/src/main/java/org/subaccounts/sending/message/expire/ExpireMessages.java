package org.subaccounts.sending.message.expire;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/** Deletes content and messages whose retention has passed, in bounded batches; never what is still to be delivered. */
@ApplicationScoped
public class ExpireMessages {
    private static final String CONTENT = """
            delete from message_content where id in (
                select c.id from message_content c
                 where c.keep_until <= now()
                   and not exists (select 1 from message m
                                    where m.content_id = c.id and m.state in ('queued', 'held'))
                 limit 500)""";
    private static final String MESSAGES = """
            delete from message where id in (
                select id from message where keep_until <= now() and state not in ('queued', 'held') limit 1000)""";

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
