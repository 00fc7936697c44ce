package org.subaccounts.account.subaccount.reputation;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.subaccount.SubAccountRefusal;
import org.subaccounts.account.subaccount.suspend.SuspendSubAccount;
import org.subaccounts.platform.eventstore.Commands;

/**
 * Suspends the sub accounts whose breaches were noted, one command each, and then forgets the breach. A crash in between, or
 * several processes that meet at one breach, change nothing: what is suspended is not suspended again, and a breach from
 * before a suspension was lifted counts no more.
 */
@ApplicationScoped
public class WhenBounceRateExceededThenSuspendSubAccount {
    private static final Logger LOG = Logger.getLogger(WhenBounceRateExceededThenSuspendSubAccount.class);
    private static final Map<String, String> SYSTEM = Map.of("actor", "system");

    /** Bounded, and fair: who waits longest first. Rows that another replica looks at are left to it. */
    private static final String LOOK = """
            with next as (
              select account_id from bounce_rate_breach order by looked_at, account_id limit 100 for update skip locked)
            update bounce_rate_breach b set looked_at = now()
              from next left join account a on a.id = next.account_id
             where b.account_id = next.account_id
            returning b.account_id, b.sent_count, b.bounced_count, b.limit_percent, b.occurred_at, a.parent_id""";

    /** Not the later one that may have been noted meanwhile. */
    private static final String FORGET = "delete from bounce_rate_breach where account_id = $1 and occurred_at = $2";

    private final Pool pool;
    private final Commands commands;

    public WhenBounceRateExceededThenSuspendSubAccount(Pool pool, Commands commands) {
        this.pool = pool;
        this.commands = commands;
    }

    /** Up to 100 accounts; the rest next time. */
    @Scheduled(every = "${account.automation.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public Uni<Void> suspendSome() {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(LOOK).execute().toCompletionStage())
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .onItem()
                .transformToUniAndConcatenate(row -> act(breach(row), row.getUUID("parent_id")))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** One that fails is looked at again, and does not hold back the others. */
    private Uni<Void> act(BounceRateBreach breach, @Nullable UUID parent) {
        return suspend(breach, parent)
                .chain(() -> forget(breach))
                .onFailure()
                .invoke(failure -> LOG.warnf(failure, "sub account %s is not suspended yet", breach.accountId()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> suspend(BounceRateBreach breach, @Nullable UUID parent) {
        if (parent == null) {
            LOG.warnf("account %s is no sub account and is not suspended: %s", breach.accountId(), breach.reason());
            return Uni.createFrom().voidItem();
        }
        SuspendSubAccount command = SuspendSubAccount.forReputation(
                breach.accountId(),
                parent,
                breach.reason(),
                breach.occurredAt(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return commands.send(command, Void.class, SYSTEM)
                .onFailure(failure -> failure instanceof SubAccountRefusal.AlreadySuspended
                        || failure instanceof SubAccountRefusal.NotFound)
                .recoverWithNull(); // suspended, or deleted, already
    }

    private Uni<Void> forget(BounceRateBreach breach) {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(FORGET)
                        .execute(
                                Tuple.of(breach.accountId(), breach.occurredAt().atOffset(ZoneOffset.UTC)))
                        .toCompletionStage())
                .replaceWithVoid();
    }

    private static BounceRateBreach breach(Row row) {
        return new BounceRateBreach(
                row.getUUID("account_id"),
                row.getLong("sent_count"),
                row.getLong("bounced_count"),
                row.getDouble("limit_percent"),
                row.getOffsetDateTime("occurred_at").toInstant());
    }
}
