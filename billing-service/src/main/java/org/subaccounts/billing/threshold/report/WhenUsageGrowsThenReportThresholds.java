package org.subaccounts.billing.threshold.report;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.platform.eventstore.Commands;

/**
 * Reports every share of a limit that was reached in the current period, or in the one before while stragglers of it are
 * waited for, one command each. Looks at the counts again and again, so that a crash loses nothing, and a limit that is
 * lowered counts too; of several processes that meet at one share the first one reports it and the others find it reported.
 */
@ApplicationScoped
public class WhenUsageGrowsThenReportThresholds {
    private static final Logger LOG = Logger.getLogger(WhenUsageGrowsThenReportThresholds.class);
    private static final int MAX_ROUNDS = 200;
    private static final int AT_ONCE = 8;
    private static final int PAUSE_PER_LOOK = 9;
    /** After the grace time of a period, for consumers that are behind. */
    private static final Duration CATCHING_UP = Duration.ofDays(1);

    private static final Map<String, String> ACTOR = Map.of("actor", "system");

    private final ReachedThresholds thresholds;
    private final Commands commands;
    private final Clock clock;
    private final Duration lookingBack;
    private final AtomicLong nextLookNanos = new AtomicLong(System.nanoTime());

    public WhenUsageGrowsThenReportThresholds(
            ReachedThresholds thresholds,
            Commands commands,
            Clock clock,
            @ConfigProperty(name = "billing.period.grace") Duration grace) {
        this.thresholds = thresholds;
        this.commands = commands;
        this.clock = clock;
        this.lookingBack = grace.plus(CATCHING_UP);
    }

    /**
     * Up to 500 in a round; after a full round the next one follows at once, behind it: what could not be reported waits for
     * the next look and holds nobody up. Looking takes at most a tenth of the time, however many accounts there are: after a
     * long look, ticks are left out.
     */
    @Scheduled(every = "${billing.threshold.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> report() {
        if (System.nanoTime() - nextLookNanos.get() < 0) {
            return Uni.createFrom().voidItem();
        }
        BillingPeriod current = BillingPeriod.of(clock.instant());
        BillingPeriod notSettled = BillingPeriod.of(clock.instant().minus(lookingBack));
        Uni<Void> earlier =
                notSettled.equals(current) ? Uni.createFrom().voidItem() : rounds(current.previous(), null, MAX_ROUNDS);
        return earlier.chain(() -> rounds(current, null, MAX_ROUNDS));
    }

    /** All of one period, whenever that was; what cannot be reported is left. */
    public Uni<Void> reportAllOf(BillingPeriod period) {
        return rounds(period, null, MAX_ROUNDS);
    }

    private Uni<Void> rounds(BillingPeriod period, @Nullable ReportThreshold last, int left) {
        return look(period, last).chain(reached -> reportAll(reached)
                .chain(() -> reached.size() < ReachedThresholds.LIMIT || left == 1
                        ? Uni.createFrom().voidItem()
                        : rounds(period, reached.getLast(), left - 1)));
    }

    private Uni<List<ReportThreshold>> look(BillingPeriod period, @Nullable ReportThreshold last) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        long beganNanos = System.nanoTime();
        return thresholds.find(period, now, last).eventually(() -> {
            long endedNanos = System.nanoTime();
            long pauseNanos = PAUSE_PER_LOOK * (endedNanos - beganNanos);
            nextLookNanos.accumulateAndGet(endedNanos + pauseNanos, (one, other) -> other - one > 0 ? other : one);
        });
    }

    private Uni<Void> reportAll(List<ReportThreshold> reached) {
        return Multi.createFrom()
                .iterable(reached)
                .onItem()
                .transformToUni(this::reportOne)
                .merge(AT_ONCE)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** One that fails does not hold back the others: it is found again. */
    private Uni<Boolean> reportOne(ReportThreshold command) {
        return commands.send(command, Boolean.class, ACTOR)
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "%d%% of %s is not reported yet: %s", command.percent(), command.threshold(), failure))
                .onFailure()
                .recoverWithItem(false);
    }
}
