package org.subaccounts.platform.messaging;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes one waiting thread; signals that arrive while it works are remembered as one. */
final class WakeUp {
    private final Semaphore signal = new Semaphore(0);

    void signal() {
        if (signal.availablePermits() == 0) {
            signal.release();
        }
    }

    /** Waits until signalled or over; true when signalled. */
    boolean await(Duration atMost) throws InterruptedException {
        boolean signalled = signal.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
        signal.drainPermits();
        return signalled;
    }
}
