package org.subaccounts.billing.period.close;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.plan.PricingPlan;
import org.subaccounts.billing.plan.PricingPlan.Tier;

/** A version of a plan, as the reference reads it: amounts in minor units; tiers as (up to or nothing, price per thousand). */
record Terms(String planId, String currency, long baseFee, long included, List<String[]> tiers) {
    /** The configured plan of {@link org.subaccounts.billing.BillingStore}. */
    static final Terms DEFAULT = of("usd", 1_000, 100, ":10.00").with("default");

    static Terms of(String currency, long baseFee, long included, String... tiers) {
        return new Terms(
                "",
                currency,
                baseFee,
                included,
                Stream.of(tiers).map(tier -> tier.split(":", -1)).toList());
    }

    Terms with(String plan) {
        return new Terms(plan, currency, baseFee, included, tiers);
    }

    Terms with(long anotherBaseFee) {
        return new Terms(planId, currency, anotherBaseFee, included, tiers);
    }

    PricingPlan pricing() {
        return new PricingPlan(
                new Money(baseFee, Money.currency(currency)),
                included,
                tiers.stream()
                        .map(tier -> new Tier(
                                tier[0].isEmpty() ? Tier.NO_END : Long.parseLong(tier[0]), new BigDecimal(tier[1])))
                        .toList());
    }
}
