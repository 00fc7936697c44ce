package org.subaccounts.billing.period.close;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.BillingPeriod;

/**
 * Goes once through all families with due periods, some at the same time, but large ones one by one: their lines fill memory.
 * A family that cannot be closed is passed over, and comes again in the next round.
 */
@Singleton
public class ClosingRound {
    private static final Logger LOG = Logger.getLogger(ClosingRound.class);
    private static final int FAMILIES_READ_AT_ONCE = 100;
    private static final int FAMILIES_CLOSED_AT_ONCE = 4;
    private static final int CHILDREN_OF_A_LARGE_FAMILY = 5_000;

    /** Families in pages, the ones behind the last one read. */
    private interface Pages {
        Uni<List<DueFamily>> after(@Nullable DueFamily last);
    }

    private final DuePeriods due;
    private final FamilyClosing closing;

    public ClosingRound(DuePeriods due, FamilyClosing closing) {
        this.due = due;
        this.closing = closing;
    }

    /** Closes what lies before {@code open}; gives how many periods this call closed. */
    public Uni<Long> run(BillingPeriod open) {
        return close(last -> due.page(open, last, FAMILIES_READ_AT_ONCE))
                .chain(closed -> close(last -> due.pageAfterClosing(open, last, FAMILIES_READ_AT_ONCE))
                        .map(after -> closed + after));
    }

    private Uni<Long> close(Pages pages) {
        AtomicReference<@Nullable DueFamily> last = new AtomicReference<>();
        return Multi.createBy()
                .repeating()
                .uni(() -> pages.after(last.get())
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
        Map<Boolean, List<DueFamily>> large = families.stream()
                .collect(Collectors.partitioningBy(family -> family.children() > CHILDREN_OF_A_LARGE_FAMILY));
        return close(large.getOrDefault(false, List.of()), FAMILIES_CLOSED_AT_ONCE)
                .chain(small -> close(large.getOrDefault(true, List.of()), 1)
                        .map(closed -> new Page(families.size(), small + closed)));
    }

    private Uni<Long> close(List<DueFamily> families, int atOnce) {
        return Multi.createFrom()
                .iterable(families)
                .onItem()
                .transformToUni(this::closeOrPassOver)
                .merge(atOnce)
                .collect()
                .in(() -> new long[1], (sum, closed) -> sum[0] += closed)
                .map(sum -> sum[0]);
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
