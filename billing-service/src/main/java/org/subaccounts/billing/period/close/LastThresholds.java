package org.subaccounts.billing.period.close;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.threshold.report.WhenUsageGrowsThenReportThresholds;

/** Reports what was reached in periods that are about to be closed, however long after their end that is. */
@Singleton
public class LastThresholds {
    private static final Logger LOG = Logger.getLogger(LastThresholds.class);

    private final DuePeriods due;
    private final WhenUsageGrowsThenReportThresholds thresholds;
    private volatile @Nullable BillingPeriod reportedBefore;

    public LastThresholds(DuePeriods due, WhenUsageGrowsThenReportThresholds thresholds) {
        this.due = due;
        this.thresholds = thresholds;
    }

    /** Once for each {@code open} and process. A failure is told and holds up no closing. */
    public Uni<Void> report(BillingPeriod open) {
        if (open.equals(reportedBefore)) {
            return Uni.createFrom().voidItem();
        }
        return due.first(open)
                .onItem()
                .transformToMulti(first -> Multi.createFrom().items(periods(first, open)))
                .onItem()
                .transformToUniAndConcatenate(thresholds::reportAllOf)
                .collect()
                .last()
                .invoke(() -> reportedBefore = open)
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf("not all reached thresholds of ended periods are reported: %s", failure))
                .onFailure()
                .recoverWithNull();
    }

    private static Stream<BillingPeriod> periods(Optional<BillingPeriod> first, BillingPeriod open) {
        return first.stream()
                .flatMap(from -> Stream.iterate(
                        from, period -> period.firstDay().isBefore(open.firstDay()), BillingPeriod::next));
    }
}
