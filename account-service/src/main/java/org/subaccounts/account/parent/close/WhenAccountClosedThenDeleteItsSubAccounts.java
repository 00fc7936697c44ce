package org.subaccounts.account.parent.close;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jboss.logging.Logger;
import org.subaccounts.account.subaccount.SubAccountRefusal;
import org.subaccounts.account.subaccount.delete.DeleteSubAccount;
import org.subaccounts.platform.eventstore.Commands;

/**
 * Deletes the sub accounts of closed accounts, one command each. Looks for them again and again, so that a crash in between
 * loses nothing; of several processes that meet at one sub account the first one wins and the others do nothing.
 */
@ApplicationScoped
public class WhenAccountClosedThenDeleteItsSubAccounts {
    private static final Logger LOG = Logger.getLogger(WhenAccountClosedThenDeleteItsSubAccounts.class);
    private static final String REASON = "the parent account was closed";
    private static final Map<String, String> ACTOR = Map.of("actor", "system");
    private static final String CHILDREN_OF_CLOSED = """
            select c.id, c.parent_id from account p join account c on c.parent_id = p.id
             where p.parent_id is null and p.status = 'deleted' and c.status <> 'deleted'
             order by c.id limit 100""";

    private final Pool pool;
    private final Commands commands;

    public WhenAccountClosedThenDeleteItsSubAccounts(Pool pool, Commands commands) {
        this.pool = pool;
        this.commands = commands;
    }

    @Scheduled(every = "${account.automation.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> deleteSome() {
        return Uni.createFrom()
                .completionStage(() -> pool.query(CHILDREN_OF_CLOSED).execute().toCompletionStage())
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .onItem()
                .transformToUniAndConcatenate(this::delete)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> delete(Row row) {
        DeleteSubAccount command = new DeleteSubAccount(
                row.getUUID("id"),
                row.getUUID("parent_id"),
                REASON,
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return commands.send(command, Void.class, ACTOR)
                .onFailure(SubAccountRefusal.NotFound.class)
                .recoverWithNull() // somebody else was faster
                .onFailure()
                .invoke(failure -> LOG.warnf(failure, "sub account %s is not deleted yet", command.subAccountId()))
                .onFailure()
                .recoverWithNull();
    }
}
