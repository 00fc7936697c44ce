package org.subaccounts.sending.message.drop;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Drops what deleted accounts, closed parents and their children still have in the queue. Looks again and again, also for
 * what was accepted in the moment of the deletion.
 */
@ApplicationScoped
public class WhenAccountDeletedThenDropItsMail {
    private static final int BATCH = 1_000;

    /** Walks from one account with mail to the next over the index. */
    private static final String DROP = """
            with recursive sender (account_id) as (
                (select account_id from message_queue order by account_id limit 1)
                union all
                select (select q.account_id from message_queue q where q.account_id > s.account_id order by q.account_id limit 1)
                  from sender s where s.account_id is not null
            ), gone as (
                select s.account_id from sender s
                  left join sender_account a on a.account_id = s.account_id
                  left join sender_account p on p.account_id = a.parent_account_id
                 where s.account_id is not null and (a.deleted or p.deleted)
            ), dropped as (
                delete from message_queue
                 where message_id = any (array(
                     select q.message_id from message_queue q join gone using (account_id)
                      limit %d for update of q skip locked))
                returning message_id, keep_day
            )
            select count(message_drop(message_id, keep_day)) as dropped from dropped""".formatted(BATCH);

    private final Pool pool;

    public WhenAccountDeletedThenDropItsMail(Pool pool) {
        this.pool = pool;
    }

    /** All of it, batch by batch. */
    @Scheduled(every = "${sending.automation.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> drop() {
        return Uni.createFrom()
                .completionStage(() -> pool.query(DROP).execute().toCompletionStage())
                .chain(rows -> rows.iterator().next().getLong("dropped") == BATCH
                        ? drop()
                        : Uni.createFrom().voidItem());
    }
}
