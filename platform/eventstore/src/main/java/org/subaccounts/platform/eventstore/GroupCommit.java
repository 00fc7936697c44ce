package org.subaccounts.platform.eventstore;

import io.vertx.sqlclient.Pool;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.ToIntFunction;

/**
 * Commits what comes at the same time in one transaction: what comes while all lanes are busy goes along with the next that
 * is free, so nothing waits for company. When a transaction of several fails, each is tried again in one of its own; so
 * one that is refused fails nobody else. Items of one transaction must not depend on each other.
 */
public final class GroupCommit<T> {
    private final Pool pool;
    private final Bounds bounds;
    private final ToIntFunction<T> weight;
    private final Enlisting<T> enlisting;
    private final Deque<Waiting<T>> waiting = new ArrayDeque<>();
    private final BitSet busy = new BitSet();

    /**
     * How much at a time.
     *
     * @param lanes transactions at a time
     * @param weight of one transaction, at most; one that is heavier goes alone
     */
    public record Bounds(int lanes, int weight) {}

    /** Adds the statements of all items to the unit of work. {@code lane}: from 0, never twice at a time. */
    public interface Enlisting<T> {
        void enlist(List<T> items, int lane, PgUnitOfWork work);
    }

    private record Waiting<T>(T item, CompletableFuture<Void> done) {}

    public GroupCommit(Pool pool, Bounds bounds, ToIntFunction<T> weight, Enlisting<T> enlisting) {
        this.pool = pool;
        this.bounds = bounds;
        this.weight = weight;
        this.enlisting = enlisting;
    }

    /** Completes after the commit; fails as {@link PgUnitOfWork#commit()} does, for this item. */
    public CompletableFuture<Void> commit(T item) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (this) {
            waiting.add(new Waiting<>(item, done));
        }
        begin();
        return done;
    }

    private void begin() {
        while (true) {
            int lane;
            List<Waiting<T>> together;
            synchronized (this) {
                lane = busy.nextClearBit(0);
                if (lane >= bounds.lanes() || waiting.isEmpty()) {
                    return;
                }
                busy.set(lane);
                together = next();
            }
            var unused = run(together, lane).whenComplete((ended, failure) -> {
                synchronized (this) {
                    busy.clear(lane);
                }
                begin();
            });
        }
    }

    private List<Waiting<T>> next() {
        List<Waiting<T>> together = new ArrayList<>();
        int sum = 0;
        Iterator<Waiting<T>> all = waiting.iterator();
        while (all.hasNext()) {
            Waiting<T> one = all.next();
            sum += weight.applyAsInt(one.item());
            if (sum > bounds.weight() && !together.isEmpty()) {
                break;
            }
            together.add(one);
            all.remove();
        }
        return together;
    }

    /** Completes always. */
    private CompletableFuture<Void> run(List<Waiting<T>> together, int lane) {
        return transact(together, lane)
                .thenRun(() -> together.forEach(one -> one.done().complete(null)))
                .exceptionallyCompose(failure -> {
                    if (together.size() > 1 && !(cause(failure) instanceof CommitOutcomeUnknownException)) {
                        return alone(together, lane);
                    }
                    together.forEach(one -> one.done().completeExceptionally(cause(failure)));
                    return CompletableFuture.completedFuture(null);
                });
    }

    private CompletableFuture<Void> alone(List<Waiting<T>> together, int lane) {
        CompletableFuture<Void> before = CompletableFuture.completedFuture(null);
        for (Waiting<T> one : together) {
            before = before.thenCompose(ended -> run(List.of(one), lane));
        }
        return before;
    }

    private CompletableFuture<Void> transact(List<Waiting<T>> together, int lane) {
        PgUnitOfWork work = PgUnitOfWork.standalone(pool);
        try {
            enlisting.enlist(together.stream().map(Waiting::item).toList(), lane, work);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        return work.commit();
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
