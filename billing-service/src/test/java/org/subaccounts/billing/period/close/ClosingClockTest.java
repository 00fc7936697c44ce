package org.subaccounts.billing.period.close;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.BillingStore;

/** The database's clock is this machine's; the process's is what the test says. */
class ClosingClockTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration MONTH = Duration.ofDays(31);

    private final BillingStore store = BillingStore.create();
    private SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void periods_are_closed_by_the_earlier_one_of_two_clocks() {
        assertThat(ahead(MONTH, Duration.ZERO)).isLessThan(Duration.ofMinutes(1));
        assertThat(skewSeconds()).isBetween(MONTH.toSeconds() - 60.0, MONTH.toSeconds() + 60.0);
        assertThat(ahead(MONTH.negated(), Duration.ZERO)).isLessThan(Duration.ofDays(-30));
        assertThat(skewSeconds()).isBetween(MONTH.toSeconds() - 60.0, MONTH.toSeconds() + 60.0);
        assertThat(ahead(Duration.ZERO, Duration.ZERO).abs()).isLessThan(Duration.ofMinutes(1));
        assertThat(skewSeconds()).isLessThan(60);
    }

    @Test
    void in_a_trial_both_are_ahead() {
        assertThat(ahead(MONTH, MONTH)).isBetween(MONTH.minusMinutes(1), MONTH.plusMinutes(1));
        assertThat(skewSeconds()).isLessThan(60);
    }

    /** How far the closing's time is ahead of this machine's. */
    private Duration ahead(Duration process, Duration offset) {
        metrics = new SimpleMeterRegistry();
        ClosingClock clock =
                new ClosingClock(store.pool(), Clock.offset(Clock.systemUTC(), process), () -> offset, metrics);
        return Duration.between(Instant.now(), clock.now().await().atMost(PATIENCE));
    }

    private double skewSeconds() {
        return metrics.get("billing.clock.skew.seconds").gauge().value();
    }
}
