package org.subaccounts.billing.period.close;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.BillingPeriod;

/**
 * A parent whose periods from {@code next} to {@code last} are to be closed. {@code name}: the customer's, as it is now;
 * {@code children}: how many it ever had; {@code closedIn}: the period in which the account was closed, if it was.
 */
public record DueFamily(
        UUID accountId,
        String name,
        int children,
        @Nullable BillingPeriod closedIn,
        BillingPeriod next,
        BillingPeriod last) {
    /** Whether the account was no customer any more, so that only what was used costs something. */
    boolean isAfterClosing(BillingPeriod period) {
        return closedIn != null && period.firstDay().isAfter(closedIn.firstDay());
    }
}
