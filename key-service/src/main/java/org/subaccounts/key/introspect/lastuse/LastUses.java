package org.subaccounts.key.introspect.lastuse;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Remembers when keys were used and writes it in batches, so that no use costs a write. At most one time per key is kept, and
 * of at most {@code key.last-used.max-keys} keys; further ones are remembered by their next use. A crash loses what was not
 * written: the times lag, they are never wrong.
 */
@ApplicationScoped
public class LastUses {
    private static final Logger LOG = Logger.getLogger(LastUses.class);
    private static final int BATCH = 5_000;
    private static final Duration LAST_FLUSH = Duration.ofSeconds(2);

    /** In the order of the keys, so that replicas do not lock each other out. */
    private static final String SAVE = """
            insert into api_key_use as known (key_id, last_used_at)
            select key_id, used_at from unnest($1::uuid[], $2::timestamptz[]) as use (key_id, used_at) order by key_id
            on conflict (key_id) do update set last_used_at = greatest(known.last_used_at, excluded.last_used_at)""";

    private final Pool pool;
    private final int maxKeys;
    private final Map<UUID, Instant> uses = new ConcurrentHashMap<>();

    public LastUses(Pool pool, @ConfigProperty(name = "key.last-used.max-keys", defaultValue = "100000") int maxKeys) {
        this.pool = pool;
        this.maxKeys = maxKeys;
    }

    /** The key was used now. */
    public void record(UUID key) {
        if (uses.size() < maxKeys || uses.containsKey(key)) {
            uses.put(key, Instant.now());
        }
    }

    int waiting() {
        return uses.size();
    }

    /** Writes what is remembered; what could not be written stays for the next time. */
    @Scheduled(every = "${key.last-used.flush-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> flush() {
        List<Map.Entry<UUID, Instant>> batch = uses.entrySet().stream()
                .limit(BATCH)
                .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
                .toList();
        if (batch.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple rows = Tuple.tuple()
                .addArrayOfUUID(batch.stream().map(Map.Entry::getKey).toArray(UUID[]::new))
                .addArrayOfOffsetDateTime(batch.stream()
                        .map(entry -> entry.getValue().atOffset(ZoneOffset.UTC))
                        .toArray(OffsetDateTime[]::new));
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(SAVE).execute(rows).toCompletionStage())
                // a use that came meanwhile has another time and stays
                .invoke(done -> batch.forEach(entry -> uses.remove(entry.getKey(), entry.getValue())))
                .chain(done ->
                        batch.size() == BATCH ? flush() : Uni.createFrom().voidItem());
    }

    void stop(@Observes ShutdownEvent event) {
        flush().ifNoItem()
                .after(LAST_FLUSH)
                .fail()
                .onFailure()
                .invoke(failure -> LOG.warnf("last uses of keys are lost: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .await()
                .indefinitely();
    }
}
