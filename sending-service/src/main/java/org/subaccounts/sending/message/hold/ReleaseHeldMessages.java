package org.subaccounts.sending.message.hold;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Puts held messages back into the queue once their account may send again, or it or its parent is gone for good: the
 * queue then drops them. Looks again and again, so that a message that was held while its account was reinstated is not
 * forgotten.
 */
@ApplicationScoped
public class ReleaseHeldMessages {
    /** Walks from one account with held messages to the next over the index, then takes a bounded number of them. */
    private static final String RELEASE = """
            with recursive holder (account_id) as (
                (select account_id from message where state = 'held' order by account_id limit 1)
                union all
                select (select m.account_id from message m
                         where m.state = 'held' and m.account_id > h.account_id order by m.account_id limit 1)
                  from holder h where h.account_id is not null
            ), free as (
                select h.account_id from holder h
                  left join sender_account a on a.account_id = h.account_id
                  left join sender_account p on p.account_id = a.parent_account_id
                 where h.account_id is not null
                   and (a.deleted is true or p.deleted is true
                        or (a.suspended is not true and p.suspended is not true))
            )
            update message set state = 'queued', due_at = now()
             where id in (select m.id from message m join free using (account_id)
                           where m.state = 'held' limit 1000 for update of m skip locked)""";

    private final Pool pool;

    public ReleaseHeldMessages(Pool pool) {
        this.pool = pool;
    }

    @Scheduled(every = "${sending.automation.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> release() {
        return Uni.createFrom()
                .completionStage(() -> pool.query(RELEASE).execute().toCompletionStage())
                .replaceWithVoid();
    }
}
