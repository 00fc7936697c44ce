package org.subaccounts.billing.invoice;

import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.PricingPlan;
import org.subaccounts.billing.usage.FamilyUsage;

/**
 * What came after a period was closed. {@code pricing}: what the period was closed with; {@code billedCount}: the family's
 * volume of it that is on invoices already; {@code late}: the volumes that are on none yet. Pure.
 */
public record LateUsage(BillingPeriod period, PricingPlan pricing, long billedCount, FamilyUsage late) {
    /** What all of the period's volume costs beyond what was billed. */
    public Money correction() {
        Money billed = pricing.cost(billedCount);
        Money all = pricing.cost(Math.addExact(billedCount, late.total()));
        return all.of(Math.subtractExact(all.minorUnits(), billed.minorUnits()));
    }
}
