package org.subaccounts.billing.period.close;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.subaccounts.billing.period.ClockOffset;

/**
 * The time by which periods are closed: the earlier of this process's clock and the database's, since what is closed too early
 * stays closed. Warns once when they differ by more than a minute. Metric {@code billing_clock_skew_seconds}.
 */
@Singleton
public class ClosingClock {
    private static final Logger LOG = Logger.getLogger(ClosingClock.class);
    private static final Duration TOLERATED = Duration.ofMinutes(1);

    private final Pool pool;
    private final Clock clock;
    private final ClockOffset offset;
    private final AtomicLong skewSeconds;
    private boolean warned;

    public ClosingClock(Pool pool, Clock clock, ClockOffset offset, MeterRegistry metrics) {
        this.pool = pool;
        this.clock = clock;
        this.offset = offset;
        this.skewSeconds = metrics.gauge("billing.clock.skew.seconds", new AtomicLong());
    }

    public Uni<Instant> now() {
        return Uni.createFrom().deferred(() -> {
            Duration ahead = offset.ahead();
            return database().map(time -> earlier(time.plus(ahead), clock.instant()));
        });
    }

    private Uni<Instant> database() {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery("select clock_timestamp() as now")
                        .execute()
                        .toCompletionStage())
                .map(rows -> rows.iterator().next().getOffsetDateTime("now").toInstant());
    }

    private Instant earlier(Instant database, Instant process) {
        Duration skew = Duration.between(database, process).abs();
        skewSeconds.set(skew.toSeconds());
        warnOnce(skew, database, process);
        return database.isBefore(process) ? database : process;
    }

    private synchronized void warnOnce(Duration skew, Instant database, Instant process) {
        boolean wrong = skew.compareTo(TOLERATED) > 0;
        if (wrong && !warned) {
            LOG.warnf(
                    "the clocks of this process (%s) and of the database (%s) differ: periods are closed by the earlier one;"
                            + " set the wrong one",
                    process, database);
        }
        warned = wrong;
    }
}
