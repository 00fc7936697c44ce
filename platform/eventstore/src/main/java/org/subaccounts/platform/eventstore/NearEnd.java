package org.subaccounts.platform.eventstore;

import java.time.Duration;

/**
 * Whether so little is left of a replay that everybody can wait for it: what its source calls little, or, when writers are as fast
 * as the replay and it does not become less, what the replay does in one pause. Pure.
 */
final class NearEnd {
    /** Well below the time for which a request waits for a lock. */
    static final int LONGEST_PAUSE_SECONDS = 2;

    private final long closeEnough;
    private long leftBefore = Long.MAX_VALUE;

    NearEnd(long closeEnough) {
        this.closeEnough = closeEnough;
    }

    /** As many need to be counted to decide. */
    long limit(long replayed, Duration took) {
        return Math.max(closeEnough, inOnePause(replayed, took));
    }

    /** {@code left}: now; to be asked about once a second. */
    boolean isReached(long left, long replayed, Duration took) {
        boolean comesNearer = left < leftBefore;
        leftBefore = left;
        return left <= closeEnough || (!comesNearer && left <= inOnePause(replayed, took));
    }

    private static long inOnePause(long replayed, Duration took) {
        return replayed * LONGEST_PAUSE_SECONDS / Math.max(1, took.toSeconds());
    }
}
