package org.subaccounts.platform.eventstore;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.ToIntFunction;

/**
 * Does for several at once what comes at the same time: what comes while a group is under way goes along with the next, in
 * order, so nothing waits for company. Large groups are what saves work; so there is a second at the same time only when as
 * much waits as one can take, or when one is slow. When the work for several fails, it is tried again for each alone; so
 * one that is refused fails nobody else.
 */
final class Grouping<T, R> {
    /** Longer than a flush of the log takes, shorter than what people notice. */
    private static final long SLOW_NANOS = Duration.ofMillis(50).toNanos();

    private final GroupBounds bounds;
    private final ToIntFunction<T> weight;
    private final Work<T, R> work;
    private final Deque<Waiting<T, R>> waiting = new ArrayDeque<>();
    private final BitSet busy = new BitSet();
    private int weightWaiting;

    /** Results in the order of the items. {@code lane}: from 0, never twice at a time. */
    interface Work<T, R> {
        CompletableFuture<List<R>> run(List<T> items, int lane);
    }

    private record Waiting<T, R>(T item, int weight, long since, CompletableFuture<R> done) {}

    Grouping(GroupBounds bounds, ToIntFunction<T> weight, Work<T, R> work) {
        this.bounds = bounds;
        this.weight = weight;
        this.work = work;
    }

    /** Completes where the work does; fails as the work does for this item. */
    CompletableFuture<R> add(T item) {
        Waiting<T, R> added =
                new Waiting<>(item, weight.applyAsInt(item), System.nanoTime(), new CompletableFuture<>());
        synchronized (this) {
            waiting.add(added);
            weightWaiting += added.weight();
        }
        begin();
        return added.done();
    }

    private void begin() {
        while (true) {
            int lane;
            List<Waiting<T, R>> together;
            synchronized (this) {
                lane = busy.nextClearBit(0);
                if (lane >= bounds.lanes() || waiting.isEmpty() || !(busy.isEmpty() || isPressing())) {
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

    private boolean isPressing() {
        return weightWaiting >= bounds.weight()
                || System.nanoTime() - waiting.element().since() > SLOW_NANOS;
    }

    private List<Waiting<T, R>> next() {
        List<Waiting<T, R>> together = new ArrayList<>();
        int sum = 0;
        while (!waiting.isEmpty()) {
            sum += waiting.element().weight();
            if (sum > bounds.weight() && !together.isEmpty()) {
                break;
            }
            together.add(waiting.remove());
        }
        together.forEach(one -> weightWaiting -= one.weight());
        return together;
    }

    /** Completes always. */
    private CompletableFuture<Void> run(List<Waiting<T, R>> together, int lane) {
        return results(together, lane)
                .thenAccept(results -> {
                    for (int i = 0; i < together.size(); i++) {
                        together.get(i).done().complete(results.get(i));
                    }
                })
                .exceptionallyCompose(failure -> {
                    if (together.size() > 1 && !(cause(failure) instanceof CommitOutcomeUnknownException)) {
                        return alone(together, lane);
                    }
                    together.forEach(one -> one.done().completeExceptionally(cause(failure)));
                    return CompletableFuture.completedFuture(null);
                });
    }

    private CompletableFuture<Void> alone(List<Waiting<T, R>> together, int lane) {
        CompletableFuture<Void> before = CompletableFuture.completedFuture(null);
        for (Waiting<T, R> one : together) {
            before = before.thenCompose(ended -> run(List.of(one), lane));
        }
        return before;
    }

    private CompletableFuture<List<R>> results(List<Waiting<T, R>> together, int lane) {
        try {
            return work.run(together.stream().map(Waiting::item).toList(), lane);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
