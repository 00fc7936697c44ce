package org.subaccounts.billing.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.plan.PricingPlan.Tier;

class StoredPricingTest {
    private static final String STORED = "{\"base_fee_minor_units\":2500,\"included_volume\":25000,\"tiers\":["
            + "{\"volume_up_to\":100000,\"price_per_thousand\":\"0.80\"},"
            + "{\"volume_up_to\":null,\"price_per_thousand\":\"0.50\"}]}";

    private final PricingPlan pricing = new PricingPlan(
            new Money(2_500, Money.currency("usd")),
            25_000,
            List.of(new Tier(100_000, new BigDecimal("0.80")), new Tier(Tier.NO_END, new BigDecimal("0.50"))));

    @Test
    void a_pricing_is_stored_with_its_amounts_in_minor_units_and_its_prices_as_text() {
        assertThat(StoredPricing.of(pricing).write()).isEqualTo(STORED);
        assertThat(StoredPricing.read(STORED).in(Money.currency("usd"))).isEqualTo(pricing);
    }

    @Test
    void a_pricing_without_tiers_stays_one() {
        PricingPlan flat = new PricingPlan(new Money(100, Money.currency("jpy")), 0, List.of());
        assertThat(StoredPricing.read(StoredPricing.of(flat).write()).in(Money.currency("jpy")))
                .isEqualTo(flat);
    }

    @Test
    void a_very_small_price_is_no_number_with_an_exponent() {
        PricingPlan cheap = new PricingPlan(
                new Money(0, Money.currency("usd")), 0, List.of(new Tier(Tier.NO_END, new BigDecimal("1E-9"))));
        assertThat(StoredPricing.of(cheap).write()).contains("\"0.000000001\"");
    }

    @Test
    void anything_else_is_refused() {
        assertThatThrownBy(() -> StoredPricing.read("[]")).isInstanceOf(IllegalArgumentException.class);
    }
}
