package org.subaccounts.key.domain;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.subaccounts.platform.eventstore.Commands;

/**
 * Drops the scopes of removed domains. Looks for keys that still have one again and again, so that neither a crash in
 * between nor a key that was issued while its domain was being removed is missed. A removed domain is forgotten when no
 * key has it after 5 minutes: no request that found it still there runs that long.
 */
@ApplicationScoped
public class WhenDomainRemovedThenDropItsScopes {
    private static final Logger LOG = Logger.getLogger(WhenDomainRemovedThenDropItsScopes.class);

    /**
     * Bounded, and fair: each account has one domain looked at before any has a second one, who waits longest first. A
     * domain's keys come in no order, so those that fail do not hold up the rest. Rows that another replica looks at are
     * left to it. Sorted, so that no plan hopes to find the keys early: mostly there are none.
     */
    static final String LOOK = """
            with turn as (
              select domain_id, looked_at, row_number() over (partition by account_id order by looked_at, domain_id) as turn
                from removed_domain),
            next as (
              select domain_id from removed_domain
               where domain_id in (select domain_id from turn order by turn, looked_at limit 100)
                 for update skip locked),
            looked as (
              update removed_domain d set looked_at = now() from next where d.domain_id = next.domain_id
              returning d.domain_id, d.domain, d.noted_at < now() - interval '5 minutes' as old)
            select looked.domain_id, looked.domain, looked.old, bound.id, bound.account_id
              from looked left join lateral (
                select k.id, k.account_id from api_key k
                 where k.revoked_at is null
                   and k.scopes @> jsonb_build_array(jsonb_build_object('domain_id', looked.domain_id))
                 order by random() limit 20) bound on true""";

    private static final String FORGET = "delete from removed_domain where domain_id = any ($1)";
    private static final Map<String, String> SYSTEM = Map.of("actor", "system");

    private final Pool pool;
    private final Commands commands;

    public WhenDomainRemovedThenDropItsScopes(Pool pool, Commands commands) {
        this.pool = pool;
        this.commands = commands;
    }

    /** Up to 100 domains and 20 keys of each; the rest next time. */
    @Scheduled(every = "${key.removed-domains.sweep-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(LOOK).execute().toCompletionStage())
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).toList())
                .call(this::forget)
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .filter(row -> row.getUUID("id") != null)
                .onItem()
                .transformToUniAndConcatenate(this::drop)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** One key that fails does not hold back the others. */
    private Uni<Void> drop(Row row) {
        return commands.send(
                        new DropDomainScopes(
                                row.getUUID("id"),
                                row.getUUID("account_id"),
                                row.getUUID("domain_id"),
                                row.getString("domain"),
                                Instant.now().truncatedTo(ChronoUnit.MILLIS)),
                        Void.class,
                        SYSTEM)
                .onFailure()
                .invoke(failure -> LOG.warnf("key %s keeps a removed domain's scope: %s", row.getUUID("id"), failure))
                .onFailure()
                .recoverWithNull();
    }

    /** Those that no key had when they were old enough. */
    private Uni<Void> forget(List<Row> looked) {
        UUID[] done = looked.stream()
                .filter(row -> row.getBoolean("old") && row.getUUID("id") == null)
                .map(row -> row.getUUID("domain_id"))
                .toArray(UUID[]::new);
        if (done.length == 0) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(FORGET)
                        .execute(Tuple.of((Object) done))
                        .toCompletionStage())
                .replaceWithVoid();
    }
}
