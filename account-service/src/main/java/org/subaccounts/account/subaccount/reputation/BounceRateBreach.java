package org.subaccounts.account.subaccount.reputation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.UUID;

/** That an account's bounce rate was above the limit. {@code limitPercent}: 0 to 100. */
record BounceRateBreach(UUID accountId, long sentCount, long bouncedCount, double limitPercent, Instant occurredAt) {

    /** The figures, as they are kept with the suspension. */
    String reason() {
        return "reputation protection: bounce rate " + shown(ratePercent()) + " % of " + sentCount
                + " messages exceeds " + shown(BigDecimal.valueOf(limitPercent)) + " %";
    }

    /** Rounded up, so that what exceeds the limit never looks like it. */
    private BigDecimal ratePercent() {
        return BigDecimal.valueOf(bouncedCount)
                .movePointRight(2)
                .divide(BigDecimal.valueOf(Math.max(1, sentCount)), 2, RoundingMode.UP);
    }

    private static String shown(BigDecimal percent) {
        return percent.stripTrailingZeros().toPlainString();
    }
}
