package org.subaccounts.sending.domain.remove;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.jboss.logging.Logger;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.sending.domain.DomainId;

/**
 * Frees the domains of closed and deleted accounts. Looks for them again and again, so that a crash in between loses
 * nothing, and neither does a domain that fails: it is tried again in the next run.
 */
@ApplicationScoped
public class WhenAccountDeletedThenRemoveItsDomains {
    private static final Logger LOG = Logger.getLogger(WhenAccountDeletedThenRemoveItsDomains.class);

    /** In no order, so that those that fail do not hold up the rest. */
    private static final String DOMAINS_OF_DELETED = """
            select d.id from domain d join sender_account a on a.account_id = d.account_id
             where a.deleted order by random() limit 100""";

    private static final Map<String, String> ACTOR = Map.of("actor", "system");

    private final Pool pool;
    private final Commands commands;

    public WhenAccountDeletedThenRemoveItsDomains(Pool pool, Commands commands) {
        this.pool = pool;
        this.commands = commands;
    }

    @Scheduled(every = "${sending.automation.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> removeSome() {
        return Uni.createFrom()
                .completionStage(() -> pool.query(DOMAINS_OF_DELETED).execute().toCompletionStage())
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .onItem()
                .transformToUniAndConcatenate(this::remove)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Boolean> remove(Row row) {
        return commands.send(new RemoveDomain(new DomainId(row.getUUID("id"))), Boolean.class, ACTOR)
                .onFailure()
                .invoke(failure -> LOG.warnf("domain %s is removed later: %s", row.getUUID("id"), failure))
                .onFailure()
                .recoverWithItem(false);
    }
}
