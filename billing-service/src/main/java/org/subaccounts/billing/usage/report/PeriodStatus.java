package org.subaccounts.billing.usage.report;

import java.time.Instant;
import java.util.Locale;
import org.subaccounts.billing.period.BillingPeriod;

/** How far the billing of a period is: it lasts, it ended and has no invoice, it has one. */
enum PeriodStatus {
    OPEN,
    CLOSING,
    CLOSED;

    /** Of a period without an invoice. */
    static PeriodStatus notInvoiced(BillingPeriod period, Instant now) {
        return now.isBefore(period.end()) ? OPEN : CLOSING;
    }

    String shown() {
        return name().toLowerCase(Locale.ROOT);
    }
}
