package org.subaccounts.platform.messaging;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for asynchronous answers on threads that may block, never longer than a bound. */
final class Blocking {
    private static final long ANSWER_SECONDS = 5;

    private Blocking() {}

    /** The answer; fails with its own failure, or when none came in 5 seconds. */
    static <T> T await(String what, CompletionStage<T> answer) throws InterruptedException {
        try {
            return answer.toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new CompletionException(what + ": " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new CompletionException(what + ": no answer in " + ANSWER_SECONDS + " s", e);
        }
    }
}
