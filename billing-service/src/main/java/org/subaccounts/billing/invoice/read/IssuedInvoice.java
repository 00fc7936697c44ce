package org.subaccounts.billing.invoice.read;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.account.Issuer;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.BillingPeriod;

/** A parent's invoice of a period without its lines: what was billed, and never changes. */
public record IssuedInvoice(
        UUID id,
        UUID accountId,
        String number,
        BillingPeriod period,
        String customerName,
        Plan plan,
        Money baseFee,
        Money overage,
        Money correction,
        Money total,
        long receptionCount,
        long correctedCount,
        @Nullable Issuer issuer,
        Instant issuedAt) {

    /** What priced the period. */
    public record Plan(String id, String name, long includedVolume, List<Tier> tiers) {
        public Plan {
            tiers = List.copyOf(tiers);
        }
    }

    /** {@code volumeUpTo}: of the messages beyond the included ones, null in the last tier; whole currency units per 1,000. */
    public record Tier(@Nullable Long volumeUpTo, BigDecimal pricePerThousand) {}

    /** Invoices of the first version of the service do not say who issued them. */
    public Issuer issuerOr(Supplier<Issuer> present) {
        return issuer == null ? present.get() : issuer;
    }

    /** ISO 4217 in lower case. */
    public String currency() {
        return total.currency().getCurrencyCode().toLowerCase(Locale.ROOT);
    }

    public int minorUnitDigits() {
        return total.currency().getDefaultFractionDigits();
    }

    /** The period's own usage, without corrections of earlier ones: what its usage lines sum to. */
    public Money usageCost() {
        return total.of(Math.addExact(baseFee.minorUnits(), overage.minorUnits()));
    }

    /** The period's messages beyond the included ones. */
    public long overageCount() {
        return Math.max(0, receptionCount - plan.includedVolume());
    }
}
