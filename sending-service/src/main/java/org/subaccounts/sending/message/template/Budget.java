package org.subaccounts.sending.message.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one rendering may use. Work is counted in steps, the same in each rendering of the same template with the same values; a
 * value may be only so heavy, everything in it counted as often as it would be written out. The time is the last resort.
 */
final class Budget {
    static final int MAX_STEPS = 250_000;
    static final int MAX_WEIGHT = 1_000_000;
    /** Of JSON as deep as requests may have it; a mapping counts three times. */
    private static final int MAX_DEPTH = 160;

    private static final int MAX_NUMBER_BITS = 4_096;
    private static final int WEIGHT_OF_A_STEP = 64;
    private static final int WEIGHT_OF_OTHERS = 8;
    private static final int TOO_HEAVY = -1;

    private static final ThreadLocal<@Nullable Budget> CURRENT = new ThreadLocal<>();

    private final long start = System.nanoTime();
    private final long limitNanos;
    private long steps;

    private Budget(Duration limit) {
        this.limitNanos = limit.toNanos();
    }

    static void begin(Duration limit) {
        CURRENT.set(new Budget(limit));
    }

    static void end() {
        CURRENT.remove();
    }

    /** Ends the rendering from within; no handler of exceptions in the library stops it. */
    static final class Exceeded extends Error {
        private static final long serialVersionUID = 1L;

        private final boolean passing;

        /** For what is so in each rendering. */
        Exceeded(String reason) {
            this(reason, false);
        }

        private Exceeded(String reason, boolean passing) {
            super(reason, null, false, false);
            this.passing = passing;
        }

        /** Whether it is about the moment, not about template and values. */
        boolean isPassing() {
            return passing;
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    /** For work on something of this length. */
    static void spend(long weight) {
        Budget budget = CURRENT.get();
        if (budget != null) {
            budget.take(1 + weight / WEIGHT_OF_A_STEP);
        }
    }

    private void take(long amount) {
        steps += amount;
        if (steps > MAX_STEPS) {
            throw new Exceeded("it takes more than " + MAX_STEPS + " steps");
        }
        if (System.nanoTime() - start > limitNanos) {
            throw new Exceeded("it takes too long", true);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new Exceeded("rendering was interrupted", true);
        }
    }

    /** The value itself, paid for. */
    static @Nullable Object weighed(@Nullable Object value) {
        int left = weigh(value, MAX_WEIGHT, 0);
        if (left < 0) {
            throw new Exceeded("a value is larger than " + MAX_WEIGHT + " characters");
        }
        spend(MAX_WEIGHT - left);
        return value;
    }

    /** What is left after the value; negative if it is too heavy. */
    private static int weigh(@Nullable Object value, int available, int depth) {
        if (depth > MAX_DEPTH) {
            return TOO_HEAVY;
        }
        return switch (value) {
            case null -> available;
            case CharSequence text -> available - text.length();
            case BigInteger number -> number.bitLength() > MAX_NUMBER_BITS ? TOO_HEAVY : available - WEIGHT_OF_OTHERS;
            case BigDecimal number ->
                number.unscaledValue().bitLength() > MAX_NUMBER_BITS || Math.abs(number.scale()) > MAX_NUMBER_BITS
                        ? TOO_HEAVY
                        : available - WEIGHT_OF_OTHERS;
            case Map<?, ?> map -> weigh(map.entrySet(), available, depth + 1);
            case Map.Entry<?, ?> entry ->
                weigh(entry.getValue(), weigh(entry.getKey(), available, depth + 1), depth + 1);
            case Iterable<?> all -> {
                int left = available;
                for (Object one : all) {
                    if (left < 0) {
                        break;
                    }
                    left = weigh(one, left - WEIGHT_OF_OTHERS, depth + 1);
                }
                yield left;
            }
            default -> available - WEIGHT_OF_OTHERS;
        };
    }
}
