package org.subaccounts.billing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.plan.PricingPlan.Tier;

class PricingPlanPropertyTest {
    private final PricingPlan plan = new PricingPlan(
            new Money(2_500, Money.currency("USD")),
            1_000,
            List.of(new Tier(2_000, new BigDecimal("1.00")), new Tier(Tier.NO_END, new BigDecimal("0.50"))));

    @Property
    void more_volume_never_costs_less(
            @ForAll @LongRange(min = 0, max = 1_000_000_000_000_000L) long volume,
            @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long more) {
        assertThat(plan.cost(volume + more).minorUnits())
                .isGreaterThanOrEqualTo(plan.cost(volume).minorUnits());
    }
}
