package org.subaccounts.billing.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.plan.PricingPlan.Tier;

class PricingPlanTest {
    /** 25.00 with 1,000 messages; then 1.00 per 1,000 for 2,000 messages; then 0.50 per 1,000. */
    private final PricingPlan plan = new PricingPlan(
            new Money(2_500, Money.currency("USD")), 1_000, List.of(tier(2_000, "1.00"), tier(Tier.NO_END, "0.50")));

    @Test
    void the_included_volume_costs_the_base_fee() {
        assertThat(cents(0)).isEqualTo(2_500);
        assertThat(cents(1_000)).isEqualTo(2_500);
    }

    @Test
    void each_message_beyond_costs_what_its_tier_says() {
        assertThat(cents(2_000)).isEqualTo(2_600);
        assertThat(cents(3_000)).isEqualTo(2_700);
        assertThat(cents(4_000)).isEqualTo(2_750);
        assertThat(cents(1_003_000)).isEqualTo(2_700 + 50_000);
    }

    @Test
    void rounding_happens_once_at_the_end() {
        assertThat(cents(1_004)).isEqualTo(2_500);
        assertThat(cents(1_005)).isEqualTo(2_501);
        assertThat(cents(1_014)).isEqualTo(2_501);
    }

    @Test
    void without_tiers_only_the_base_fee_is_charged() {
        PricingPlan flat = new PricingPlan(new Money(100, Money.currency("JPY")), 0, List.of());
        assertThat(flat.cost(1_000_000_000).minorUnits()).isEqualTo(100);
    }

    @Test
    void tiers_go_upwards_and_the_last_has_no_end() {
        Money free = new Money(0, Money.currency("USD"));
        assertThatThrownBy(() -> new PricingPlan(free, 0, List.of(tier(10, "1"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> new PricingPlan(free, 0, List.of(tier(10, "1"), tier(10, "1"), tier(Tier.NO_END, "1"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tier(10, "-1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PricingPlan(free, -1, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void huge_volumes_are_priced_exactly_and_what_64_bits_cannot_hold_fails() {
        Money free = new Money(0, Money.currency("USD"));
        PricingPlan cheap = new PricingPlan(free, 0, List.of(tier(Tier.NO_END, "0.01")));
        assertThat(cheap.cost(Long.MAX_VALUE).minorUnits()).isEqualTo(9_223_372_036_854_776L);
        PricingPlan dearest = new PricingPlan(free, 0, List.of(tier(Tier.NO_END, "10000.00")));
        assertThat(dearest.cost(1_000_000_000_000_000L).minorUnits()).isEqualTo(1_000_000_000_000_000_000L);
        assertThatThrownBy(() -> dearest.cost(10_000_000_000_000_000L)).isInstanceOf(ArithmeticException.class);
        PricingPlan mostIncluded = new PricingPlan(free, Long.MAX_VALUE, List.of(tier(Tier.NO_END, "1.00")));
        assertThat(mostIncluded.cost(Long.MAX_VALUE).minorUnits()).isZero();
    }

    @Test
    void without_its_base_fee_a_plan_costs_what_goes_beyond_the_included_volume() {
        for (long volume : new long[] {0, 25_000, 25_001, 200_000}) {
            assertThat(plan.withoutBaseFee().cost(volume).minorUnits())
                    .isEqualTo(cents(volume) - plan.baseFee().minorUnits());
        }
        assertThat(plan.withoutBaseFee().includedVolume()).isEqualTo(plan.includedVolume());
    }

    private long cents(long volume) {
        return plan.cost(volume).minorUnits();
    }

    private static Tier tier(long upTo, String pricePerThousand) {
        return new Tier(upTo, new BigDecimal(pricePerThousand));
    }
}
