package org.subaccounts.billing.usage.project;

import java.util.Comparator;
import java.util.UUID;
import org.subaccounts.billing.period.BillingPeriod;

/** One account in one period. */
record UsageKey(BillingPeriod period, UUID accountId) implements Comparable<UsageKey> {
    private static final Comparator<UsageKey> ORDER =
            Comparator.comparing((UsageKey key) -> key.period().firstDay()).thenComparing(UsageKey::accountId);

    @Override
    public int compareTo(UsageKey other) {
        return ORDER.compare(this, other);
    }
}
