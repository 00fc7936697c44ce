package org.subaccounts.billing.invoice.document;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes documents on threads of its own, a few at a time: what waits holds no memory yet, and what waits is bounded. */
@Singleton
public class Renderings {
    private static final int AT_A_TIME = 2;
    private static final int MAX_WAITING = 16;
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;

    @Inject
    Renderings() {
        this(AT_A_TIME, MAX_WAITING);
    }

    Renderings(int atATime, int maxWaiting) {
        threads = new ThreadPoolExecutor(
                atATime,
                atATime,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(maxWaiting),
                Thread.ofPlatform().daemon().name("document-", 1).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** The work may block, and so reads what it needs when its turn comes. Fails with {@link RenderingBusy}. */
    public <T> Uni<T> make(Callable<T> work) {
        return Uni.createFrom().completionStage(() -> {
            try {
                return CompletableFuture.supplyAsync(() -> call(work), threads);
            } catch (RejectedExecutionException full) {
                throw new RenderingBusy();
            }
        });
    }

    private static <T> T call(Callable<T> work) {
        try {
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    @PreDestroy
    void end() {
        threads.shutdownNow();
    }
}
