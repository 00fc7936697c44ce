package org.subaccounts.platform.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * What must hold soon after a change that has just returned, counted to when one asks: how long the answer takes on a busy
 * machine is not judged.
 */
public final class Promptly {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Promptly() {}

    /** Asks again and again until it holds, and fails as the assertion does when it was asked later than that. */
    public static void holds(Duration within, Runnable assertion) {
        long limit = System.nanoTime() + within.toNanos();
        while (true) {
            long asked = System.nanoTime();
            try {
                assertion.run();
                return;
            } catch (AssertionError e) {
                if (asked > limit) {
                    throw e;
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
