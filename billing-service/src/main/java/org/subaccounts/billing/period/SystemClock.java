package org.subaccounts.billing.period;

import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Tells what the current period is, unless another clock is given. In trials it may be ahead of the system's clock
 * ({@code billing.clock-offset}); what it closes then stays closed, so it says so at each start.
 */
class SystemClock {
    private static final Logger LOG = Logger.getLogger(SystemClock.class);

    @Produces
    @DefaultBean
    @Singleton
    @Startup
    Clock clock(@ConfigProperty(name = "billing.clock-offset") Duration offset) {
        if (offset.isNegative()) {
            throw new IllegalArgumentException("billing.clock-offset is not negative: " + offset);
        }
        if (!offset.isZero()) {
            LOG.warnf(
                    "the clock of billing is ahead by %s (billing.clock-offset): for trials only, periods close too early",
                    offset);
        }
        return Clock.offset(Clock.systemUTC(), offset);
    }

    @Produces
    @DefaultBean
    @Singleton
    ClockOffset offset(@ConfigProperty(name = "billing.clock-offset") Duration offset) {
        return () -> offset;
    }
}
