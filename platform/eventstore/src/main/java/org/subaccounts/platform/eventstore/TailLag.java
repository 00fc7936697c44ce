package org.subaccounts.platform.eventstore;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.io.Closeable;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Gauge {@code eventstore.tail.stall} (seconds): age of the oldest committed event that no tail can read yet, because an
 * older transaction is still open somewhere on the database server. Not a number while the database is away.
 */
final class TailLag implements Closeable {
    private static final Logger LOG = Logger.getLogger(TailLag.class);

    private final EventLog log;
    private final Runnable stopTimer;
    private volatile double stallSeconds = 0;

    @SuppressWarnings("this-escape")
    TailLag(EventLog log, Vertx vertx, MeterRegistry registry, Duration interval) {
        this.log = log;
        Gauge.builder("eventstore.tail.stall", this, lag -> lag.stallSeconds)
                .baseUnit("seconds")
                .description("Age of the oldest committed event that cannot be tailed yet")
                .register(registry);
        long timer = vertx.setPeriodic(interval.toMillis(), tick -> measure());
        this.stopTimer = () -> vertx.cancelTimer(timer);
    }

    private void measure() {
        log.stallSeconds().onComplete(answer -> {
            if (answer.failed()) {
                LOG.debug("the lag of the tail could not be measured", answer.cause());
            }
            stallSeconds = answer.succeeded() ? answer.result() : Double.NaN;
        });
    }

    @Override
    public void close() {
        stopTimer.run();
    }
}
