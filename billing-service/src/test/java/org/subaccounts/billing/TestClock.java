package org.subaccounts.billing;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.ClockOffset;

/** The service's clock in tests: the system's, until a test says what time it is; for the database's too. */
@Singleton
public class TestClock extends Clock implements ClockOffset {
    private final AtomicReference<@Nullable Instant> set = new AtomicReference<>();

    public void set(Instant now) {
        set.set(now);
    }

    /** Tells the system's time again. */
    public void reset() {
        set.set(null);
    }

    @Override
    public Instant instant() {
        Instant now = set.get();
        return now == null ? Clock.systemUTC().instant() : now;
    }

    @Override
    public Duration ahead() {
        Instant now = set.get();
        return now == null ? Duration.ZERO : Duration.between(Clock.systemUTC().instant(), now);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("billing knows UTC only");
    }
}
