package org.subaccounts.billing.usage.report;

import static org.subaccounts.billing.usage.report.Families.child;
import static org.subaccounts.billing.usage.report.Families.family;
import static org.subaccounts.billing.usage.report.Families.removed;
import static org.subaccounts.billing.usage.report.Families.requireConsistent;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.PricingPlan;
import org.subaccounts.billing.plan.PricingPlan.Tier;
import org.subaccounts.billing.usage.AccountVolume;

class FamilyReportPropertyTest {
    private static final BillingPeriod PERIOD = new BillingPeriod(LocalDate.of(2024, 1, 1));

    @Property
    void buckets_always_sum_to_the_total(
            @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long parentVolume,
            @ForAll @Size(max = 40) List<@LongRange(min = 0, max = 1_000_000_000L) Long> volumes,
            @ForAll @IntRange(max = 40) int removedCount,
            @ForAll @LongRange(min = 0, max = 10_000_000) long baseFeeMinorUnits) {
        List<AccountVolume> children = new ArrayList<>();
        for (int i = 0; i < volumes.size(); i++) {
            children.add(i < removedCount ? removed(i, volumes.get(i)) : child(i, volumes.get(i)));
        }
        for (String currency : List.of("USD", "JPY", "KWD")) {
            Money baseFee = new Money(baseFeeMinorUnits, Money.currency(currency));
            requireConsistent(FamilyReport.counted(
                    PERIOD,
                    PeriodStatus.OPEN,
                    new PricingPlan(baseFee, 1_000, List.of(new Tier(Tier.NO_END, new BigDecimal("0.37")))),
                    family(parentVolume, children)));
        }
    }
}
