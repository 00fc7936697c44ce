package org.subaccounts.platform.testkit;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Calls that race, each on a thread of its own. Not on those of the common pool: they keep the class loader of whoever used them
 * first, and with it the configuration of another Quarkus test.
 */
public final class AtOnce {
    private static final int PATIENCE_SECONDS = 120;

    private AtOnce() {}

    /** {@code call} is given the numbers from 0; the results are in their order. */
    public static <T> List<T> times(int count, IntFunction<T> call) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return IntStream.range(0, count).mapToObj(i -> threads.submit(() -> call.apply(i))).toList().stream()
                    .map(AtOnce::result)
                    .toList();
        }
    }

    private static <T> T result(Future<T> running) {
        try {
            return running.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
