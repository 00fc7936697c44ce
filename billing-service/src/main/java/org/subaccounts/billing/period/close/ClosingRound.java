package org.subaccounts.billing.period.close;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.BillingPeriod;

/**
 * Goes once through all families with due periods, those with the oldest first, some at the same time. A family that cannot
 * be closed is passed over, and comes again in the next round.
 */
@Singleton
public class ClosingRound {
    private static final Logger LOG = Logger.getLogger(ClosingRound.class);
    private static final int FAMILIES_READ_AT_ONCE = 100;
    private static final int FAMILIES_CLOSED_AT_ONCE = 4;

    private final DuePeriods due;
    private final FamilyClosing closing;

    public ClosingRound(DuePeriods due, FamilyClosing closing) {
        this.due = due;
        this.closing = closing;
    }

    /** Closes what lies before {@code open}; gives how many periods this call closed. */
    public Uni<Long> run(BillingPeriod open) {
        AtomicReference<@Nullable DueFamily> last = new AtomicReference<>();
        return Multi.createBy()
                .repeating()
                .uni(() -> due.page(open, last.get(), FAMILIES_READ_AT_ONCE)
                        .invoke(page -> last.set(page.isEmpty() ? null : page.getLast()))
                        .chain(this::close))
                .until(page -> page.families() == 0)
                .map(Page::closed)
                .collect()
                .in(() -> new long[1], (sum, closed) -> sum[0] += closed)
                .map(sum -> sum[0]);
    }

    private record Page(int families, long closed) {}

    private Uni<Page> close(List<DueFamily> families) {
        return Multi.createFrom()
                .iterable(families)
                .onItem()
                .transformToUni(this::closeOrPassOver)
                .merge(FAMILIES_CLOSED_AT_ONCE)
                .collect()
                .in(() -> new long[1], (sum, closed) -> sum[0] += closed)
                .map(sum -> new Page(families.size(), sum[0]));
    }

    private Uni<Long> closeOrPassOver(DueFamily family) {
        return closing.close(family)
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "periods of account %s from %s on are not closed yet: %s",
                        family.accountId(), family.next().name(), failure))
                .onFailure()
                .recoverWithItem(0L);
    }
}
