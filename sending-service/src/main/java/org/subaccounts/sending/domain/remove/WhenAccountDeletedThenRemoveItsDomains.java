package org.subaccounts.sending.domain.remove;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.sending.domain.DomainId;

/** Frees the domains of deleted accounts. Looks for them again and again, so that a crash in between loses nothing. */
@ApplicationScoped
public class WhenAccountDeletedThenRemoveItsDomains {
    private static final String DOMAINS_OF_DELETED = """
            select d.id from domain d join sender_account a on a.account_id = d.account_id
             where a.deleted order by d.id limit 100""";
    private static final Map<String, String> ACTOR = Map.of("actor", "account-deleted");

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
        return commands.send(new RemoveDomain(new DomainId(row.getUUID("id"))), Boolean.class, ACTOR);
    }
}
