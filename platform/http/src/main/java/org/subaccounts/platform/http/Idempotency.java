package org.subaccounts.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.CommandMessage;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.CommandResultListener;
import org.subaccounts.platform.eventstore.PgUnitOfWork;

/**
 * Keeps at most one effect and one answer per (account, Idempotency-Key). The claim is atomic and leased; the answer is
 * recorded in the transaction of the effect, which fails if the lease was lost meanwhile: no crash yields two effects.
 */
@ApplicationScoped
public class Idempotency implements CommandResultListener {
    /** Command metadata key that leads an event-sourced command back to its request's claim. */
    public static final String CLAIM_METADATA = "idempotency_claim";

    private static final int KEEP_SECONDS = 24 * 60 * 60;
    private static final int KEEP_SECRET_SECONDS = 5 * 60;
    private static final int EXPIRE_BATCH = 5_000;
    private static final int MAX_LEASE_SECONDS = 300;
    private static final Duration LONGEST_COMMIT = Duration.ofSeconds(60);
    private static final String CLAIM = "select * from idempotency_claim($1, $2, $3, $4, $5)";
    private static final String COMPLETE = "select idempotency_complete($1, $2, $3, $4, $5, $6, $7)";
    private static final String RELEASE =
            "delete from idempotency where account_id = $1 and key = $2 and claim = $3 and status is null";
    private static final String EXPIRE = "delete from idempotency where ctid in (select ctid from idempotency "
            + "where coalesce(expires_at, leased_until) < now() limit $1)";

    private final Pool pool;
    private final ObjectMapper json;
    private final SecretBox secretBox;
    private final int leaseSeconds;
    /** Forgotten by themselves: a request whose client hangs up is never ended. */
    private final Cache<UUID, IdempotencyClaim> running;

    public Idempotency(
            Pool pool,
            ObjectMapper json,
            SecretBox secretBox,
            @ConfigProperty(name = "platform.idempotency.lease-seconds", defaultValue = "60") int leaseSeconds) {
        this.pool = pool;
        this.json = json;
        this.secretBox = secretBox;
        if (leaseSeconds < 1 || leaseSeconds > MAX_LEASE_SECONDS) {
            throw new IllegalArgumentException(
                    "platform.idempotency.lease-seconds is 1 to " + MAX_LEASE_SECONDS + ", not " + leaseSeconds);
        }
        this.leaseSeconds = leaseSeconds;
        this.running = Caffeine.newBuilder()
                .expireAfterWrite(Duration.ofSeconds(leaseSeconds).plus(LONGEST_COMMIT))
                .build();
    }

    /** What an earlier request with the key left. */
    sealed interface Found {
        record Claimed(IdempotencyClaim claim) implements Found {}

        record Replay(int status, String json) implements Found {}

        record Running(int retryAfterSeconds) implements Found {}

        record Mismatch() implements Found {}
    }

    Uni<Found> claim(UUID account, String key, byte[] fingerprint, int status, boolean secret) {
        IdempotencyClaim claim = new IdempotencyClaim(UUID.randomUUID(), account, key, status, secret);
        PgUnitOfWork work = PgUnitOfWork.standalone(pool);
        // A claim lost in a crash of the database takes its effect with it, so it need not wait for the disk.
        var settings = work.enlist("set local synchronous_commit to off", Tuple.tuple());
        var rows = work.enlist(
                CLAIM,
                Tuple.tuple()
                        .addUUID(account)
                        .addString(key)
                        .addBuffer(Buffer.buffer(fingerprint))
                        .addUUID(claim.id)
                        .addInteger(leaseSeconds));
        return Uni.createFrom().completionStage(work.commit()).map(ignored -> {
            settings.join();
            Row row = rows.join().iterator().next();
            return switch (row.getString("outcome")) {
                case "claimed" -> {
                    running.put(claim.id, claim);
                    yield new Found.Claimed(claim);
                }
                case "replay" -> {
                    byte[] body = row.getBuffer("body").getBytes();
                    byte[] plain = row.getBoolean("sealed") ? secretBox.open(body) : body;
                    yield new Found.Replay(row.getInteger("status"), new String(plain, StandardCharsets.UTF_8));
                }
                case "running" -> new Found.Running(row.getInteger("retry_after_seconds"));
                case "mismatch" -> new Found.Mismatch();
                default -> throw new IllegalStateException(row.getString("outcome"));
            };
        });
    }

    /** Records the answer of the current request, if it has an Idempotency-Key, in the transaction of its effect. */
    public void complete(PgUnitOfWork work, @Nullable IdempotencyClaim claim, @Nullable Object body) {
        if (claim == null) {
            return;
        }
        byte[] bytes = body == null ? new byte[0] : write(body);
        work.enlist(
                COMPLETE, completion(claim, claim.status, claim.secret ? secretBox.seal(bytes) : bytes, claim.secret));
        claim.recorded = true;
    }

    @Override
    public void onResult(CommandMessage command, @Nullable Object result, PgUnitOfWork work) {
        Optional.ofNullable(command.metadata().get(CLAIM_METADATA))
                .map(UUID::fromString)
                .map(running::getIfPresent)
                .ifPresent(claim -> complete(work, claim, result));
    }

    /** After the answer is known: a refusal is kept for replays, a server error frees the key. */
    Uni<Void> end(IdempotencyClaim claim, int status, @Nullable Object body) {
        running.invalidate(claim.id);
        if (status >= 500) {
            return release(claim);
        }
        if (status >= 200 && status < 300) {
            if (!claim.recorded) {
                throw new IllegalStateException("an idempotent operation succeeded without recording its answer");
            }
            return Uni.createFrom().voidItem();
        }
        if (claim.secret) {
            return Uni.createFrom().voidItem(); // only a success is kept; the key stays taken until its lease ends
        }
        byte[] bytes = body == null ? new byte[0] : write(body);
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(COMPLETE)
                        .execute(completion(claim, status, bytes, false))
                        .toCompletionStage())
                .replaceWithVoid();
    }

    private Uni<Void> release(IdempotencyClaim claim) {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(RELEASE)
                        .execute(Tuple.of(claim.account, claim.key, claim.id))
                        .toCompletionStage())
                .replaceWithVoid();
    }

    private static Tuple completion(IdempotencyClaim claim, int status, byte[] body, boolean sealed) {
        return Tuple.tuple()
                .addUUID(claim.account)
                .addString(claim.key)
                .addUUID(claim.id)
                .addInteger(status)
                .addBuffer(Buffer.buffer(body))
                .addBoolean(sealed)
                .addInteger(sealed ? KEEP_SECRET_SECONDS : KEEP_SECONDS);
    }

    private byte[] write(Object body) {
        try {
            return json.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Batch after batch, until one is not full: many accounts make records faster than one batch a minute removes them. */
    @Scheduled(every = "60s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> expire() {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(EXPIRE)
                        .execute(Tuple.of(EXPIRE_BATCH))
                        .toCompletionStage())
                .chain(deleted ->
                        deleted.rowCount() < EXPIRE_BATCH ? Uni.createFrom().voidItem() : expire());
    }
}
