package org.subaccounts.sending.message.deliver;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The pauses between attempts: growing, less than a day in all, each up to a tenth shorter at random. Pure. */
public final class RetrySchedule {
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int MAX_PAUSES = 6;
    private static final double JITTER = 0.1;

    private final List<Duration> pauses;

    public RetrySchedule(List<Duration> pauses) {
        if (pauses.isEmpty() || pauses.size() > MAX_PAUSES) {
            throw new IllegalArgumentException("1 to " + MAX_PAUSES + " pauses are needed");
        }
        for (int i = 1; i < pauses.size(); i++) {
            if (pauses.get(i).compareTo(pauses.get(i - 1)) < 0) {
                throw new IllegalArgumentException("pauses must grow");
            }
        }
        if (pauses.stream().reduce(Duration.ZERO, Duration::plus).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("pauses must not exceed " + LONGEST + " in all");
        }
        this.pauses = List.copyOf(pauses);
    }

    public int maxAttempts() {
        return pauses.size() + 1;
    }

    /** Empty after the last attempt. {@code attempt} is the one that failed, from 1; {@code random} is from 0 to 1. */
    public Optional<Duration> pauseAfter(int attempt, double random) {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts count from 1");
        }
        if (attempt > pauses.size()) {
            return Optional.empty();
        }
        long millis = pauses.get(attempt - 1).toMillis();
        return Optional.of(Duration.ofMillis(Math.round(millis * (1 - JITTER * random))));
    }
}
