package org.subaccounts.sending;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Lets work of one account run one after the other, in this process. Who waits holds nothing; too many are refused. */
public final class Turns {
    static final int MAX_WAITING = 500;

    /** Whoever is in it has a turn; the queue: who waits for it. */
    private final Map<UUID, Queue<Runnable>> accounts = new HashMap<>();

    public <T> Uni<T> take(UUID account, Supplier<CompletableFuture<T>> work) {
        return Uni.createFrom()
                .emitter(emitter -> begin(account, () -> {
                    CompletableFuture<T> running;
                    try {
                        running = work.get();
                    } catch (RuntimeException e) {
                        running = CompletableFuture.failedFuture(e);
                    }
                    var unused = running.whenComplete((result, failure) -> {
                        next(account);
                        if (failure != null) {
                            emitter.fail(failure);
                        } else {
                            emitter.complete(result);
                        }
                    });
                }));
    }

    /** Begins and ends on the context of who asks, whoever's end of a turn lets him begin. */
    public <T> Uni<T> takeOn(Context context, UUID account, Supplier<Uni<? extends T>> work) {
        return take(account, () -> {
                    CompletableFuture<T> running = new CompletableFuture<>();
                    context.runOnContext(_ -> Uni.createFrom()
                            .deferred(work)
                            .subscribe()
                            .with(running::complete, running::completeExceptionally));
                    return running;
                })
                .emitOn(task -> context.runOnContext(_ -> task.run()));
    }

    private void begin(UUID account, Runnable work) {
        synchronized (this) {
            Queue<Runnable> waiting = accounts.get(account);
            if (waiting != null) {
                if (waiting.size() >= MAX_WAITING) {
                    throw new TooManyAtOnce();
                }
                waiting.add(work);
                return;
            }
            accounts.put(account, new ArrayDeque<>());
        }
        work.run();
    }

    private void next(UUID account) {
        Runnable following;
        synchronized (this) {
            Queue<Runnable> waiting = accounts.get(account);
            following = waiting == null ? null : waiting.poll();
            if (following == null) {
                accounts.remove(account);
            }
        }
        if (following != null) {
            following.run();
        }
    }
}
