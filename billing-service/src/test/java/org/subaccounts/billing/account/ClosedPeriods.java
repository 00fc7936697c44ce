package org.subaccounts.billing.account;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.subaccounts.billing.account.BillingAccountEvent.BillingPeriodClosed;
import org.subaccounts.billing.plan.StoredPricing;

/** Periods that were closed before a test begins. */
public final class ClosedPeriods {
    private static final UUID INVOICE = UUID.fromString("019d4788-a3c7-7d05-8f12-9b6e3a0c5d48");

    public static final Issuer ISSUER = new Issuer("Mailer Ltd", List.of("1 Main Street", "Springfield"), "VAT 1");

    private ClosedPeriods() {}

    /** Without volume, at a base fee of 1,000 minor units. */
    public static BillingPeriodClosed closed(UUID account, String period, String currency) {
        return new BillingPeriodClosed(
                account,
                period,
                INVOICE,
                "0PM9FDN79M707-0001",
                "Acme",
                "pro",
                "Pro",
                1,
                new StoredPricing(1_000, 0, List.of()),
                currency,
                0,
                0,
                1_000,
                0,
                0,
                1_000,
                ISSUER,
                Instant.parse("2026-11-01T06:00:00Z"));
    }
}
