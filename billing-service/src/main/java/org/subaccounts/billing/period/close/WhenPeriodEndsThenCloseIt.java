package org.subaccounts.billing.period.close;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.subaccounts.billing.period.BillingPeriod;

/**
 * Closes periods that ended, once the grace time for stragglers is over and everything that came by then is counted. Looks
 * again and again: whatever was missed, by a crash or a long downtime, is closed by a later look, and nothing twice.
 * Metric {@code billing_periods_overdue}: periods of families that are to be closed and are not; the same in every replica.
 */
@ApplicationScoped
public class WhenPeriodEndsThenCloseIt {
    private static final Logger LOG = Logger.getLogger(WhenPeriodEndsThenCloseIt.class);

    private static final long UNCOUNTED = -1;

    private final ClosingClock clock;
    private final LateUsageNotes late;
    private final DuePeriods due;
    private final ConsumersCaughtUp consumers;
    private final LastThresholds thresholds;
    private final ClosingRound round;
    private final Duration grace;
    private final AtomicLong overdue;

    WhenPeriodEndsThenCloseIt(
            ClosingClock clock,
            LateUsageNotes late,
            DuePeriods due,
            ConsumersCaughtUp consumers,
            LastThresholds thresholds,
            ClosingRound round,
            MeterRegistry metrics,
            @ConfigProperty(name = "billing.period.grace") Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("billing.period.grace is not negative: " + grace);
        }
        this.clock = clock;
        this.late = late;
        this.due = due;
        this.consumers = consumers;
        this.thresholds = thresholds;
        this.round = round;
        this.grace = grace;
        this.overdue = metrics.gauge("billing.periods.overdue", new AtomicLong());
    }

    /** Gives how many periods this replica closed. Never fails. */
    @Scheduled(every = "${billing.period.close-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return closeDue().replaceWithVoid();
    }

    Uni<Long> closeDue() {
        return clock.now()
                .map(now -> BillingPeriod.of(now.minus(grace)))
                .chain(this::closeBefore)
                .onFailure()
                .invoke(failure -> LOG.warnf("periods cannot be closed now, trying again: %s", failure))
                .onFailure()
                .recoverWithItem(0L);
    }

    private Uni<Long> closeBefore(BillingPeriod open) {
        return late.tidy(open)
                .chain(() -> measure(open))
                .chain(count ->
                        count == 0 ? none() : consumers.before(open).chain(ready -> ready ? close(open) : none()));
    }

    private Uni<Long> close(BillingPeriod open) {
        return thresholds
                .report(open)
                .chain(() -> round.run(open))
                .invoke(closed -> LOG.infof("closed %d billing periods before %s", closed, open.name()))
                .call(() -> measure(open));
    }

    /** What cannot be counted, since it is too much for the time of a statement, is closed all the same. */
    private Uni<Long> measure(BillingPeriod open) {
        return due.count(open)
                .onFailure()
                .invoke(failure -> LOG.warnf("the periods that are due cannot be counted: %s", failure))
                .onFailure()
                .recoverWithItem(UNCOUNTED)
                .invoke(overdue::set);
    }

    private static Uni<Long> none() {
        return Uni.createFrom().item(0L);
    }
}
