package org.subaccounts.platform.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers answers for as long as their lease, counted from when the question was sent. Concurrent questions for one key
 * are asked once; an answer in use is renewed at half of its lease, so callers do not wait. When the source is away, leases
 * run out and the failure reaches the caller: nothing is served beyond its lease.
 */
public final class LeaseCache<K, V> {
    /** The source may pass on the last moment of a lease of its own, more than once in that moment. */
    private static final int ATTEMPTS = 4;

    private final Cache<K, Entry<V>> entries;
    private final Function<K, Uni<Lease<V>>> source;
    private final LongSupplier nanoTime;

    public LeaseCache(int maximumSize, Function<K, Uni<Lease<V>>> source) {
        this(maximumSize, source, System::nanoTime);
    }

    LeaseCache(int maximumSize, Function<K, Uni<Lease<V>>> source, LongSupplier nanoTime) {
        this.entries = Caffeine.newBuilder()
                .maximumSize(maximumSize)
                .expireAfterWrite(Duration.ofSeconds(10))
                .build();
        this.source = source;
        this.nanoTime = nanoTime;
    }

    private static final class Entry<V> {
        final CompletableFuture<V> answer = new CompletableFuture<>();
        final AtomicBoolean renewing = new AtomicBoolean();
        final long askedAt;
        volatile long expiresAt = Long.MAX_VALUE; // until answered: callers wait for the one question under way

        Entry(long askedAt) {
            this.askedAt = askedAt;
        }

        boolean expired(long now) {
            return expiresAt != Long.MAX_VALUE && now - expiresAt >= 0;
        }

        boolean half(long now) {
            return expiresAt != Long.MAX_VALUE && now - (askedAt + (expiresAt - askedAt) / 2) >= 0;
        }
    }

    /** The answer with what is left of its lease. One that comes after its lease has ended is asked for again. */
    public Uni<Lease<V>> get(K key) {
        return get(key, ATTEMPTS);
    }

    private Uni<Lease<V>> get(K key, int attempts) {
        return attempt(key).chain(lease -> {
            if (lease.validFor().isPositive()) {
                return Uni.createFrom().item(lease);
            }
            return attempts > 1
                    ? get(key, attempts - 1)
                    : Uni.createFrom()
                            .failure(new IllegalStateException("answers take longer than they are valid for"));
        });
    }

    private Uni<Lease<V>> attempt(K key) {
        long now = nanoTime.getAsLong();
        Entry<V> entry = entries.getIfPresent(key);
        if (entry == null || entry.expired(now)) {
            entry = ask(key, entry, now);
        } else if (entry.half(now) && entry.renewing.compareAndSet(false, true)) {
            renew(key, entry, now);
        }
        Entry<V> current = entry;
        // a copy: a caller that goes away cancels its own, not the one that others wait for
        Uni<V> answer = Uni.createFrom().completionStage(() -> current.answer.copy());
        return onCallersContext(answer, current)
                .map(value ->
                        new Lease<>(value, Duration.ofNanos(Math.max(0, current.expiresAt - nanoTime.getAsLong()))));
    }

    /** The answer comes where the question was asked first; each caller goes on where he was. */
    private static <V> Uni<V> onCallersContext(Uni<V> answer, Entry<V> entry) {
        Context caller = Vertx.currentContext();
        return caller == null || entry.answer.isDone()
                ? answer
                : answer.emitOn(task -> caller.runOnContext(_ -> task.run()));
    }

    /** The answer if one is held under a valid lease, without waiting; null if it has to be asked for. */
    @Nullable V held(K key) {
        long now = nanoTime.getAsLong();
        Entry<V> entry = entries.getIfPresent(key);
        if (entry == null || entry.expired(now) || !entry.answer.isDone() || entry.answer.isCompletedExceptionally()) {
            return null;
        }
        if (entry.half(now) && entry.renewing.compareAndSet(false, true)) {
            renew(key, entry, now);
        }
        return entry.answer.getNow(null);
    }

    private Entry<V> ask(K key, @Nullable Entry<V> expired, long now) {
        Entry<V> fresh = new Entry<>(now);
        Entry<V> winner = entries.asMap().compute(key, (k, present) -> {
            boolean replace = present == null || present == expired || present.expired(now);
            return replace ? fresh : present;
        });
        if (winner == fresh) {
            load(key, fresh, () -> {}, () -> entries.asMap().remove(key, fresh));
        }
        return winner;
    }

    /** The old answer stays in use until the new one is there; a failed renewal leaves the old one to run out. */
    private void renew(K key, Entry<V> old, long now) {
        Entry<V> fresh = new Entry<>(now);
        load(key, fresh, () -> entries.asMap().replace(key, old, fresh), () -> old.renewing.set(false));
    }

    private void load(K key, Entry<V> entry, Runnable onAnswer, Runnable onFailure) {
        Uni<Lease<V>> question;
        try {
            question = source.apply(key);
        } catch (RuntimeException e) {
            question = Uni.createFrom().failure(e);
        }
        question.subscribe()
                .with(
                        lease -> {
                            entry.expiresAt = entry.askedAt + lease.validFor().toNanos();
                            entry.answer.complete(lease.value());
                            onAnswer.run();
                        },
                        failure -> {
                            onFailure.run();
                            entry.answer.completeExceptionally(failure);
                        });
    }
}
