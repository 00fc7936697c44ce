package org.subaccounts.billing.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class MoneyTest {
    @Test
    void amounts_have_exactly_the_decimals_of_their_currency() {
        assertThat(new Money(2_000, Money.currency("usd")).amount()).hasToString("20.00");
        assertThat(new Money(2_000, Money.currency("JPY")).amount()).hasToString("2000");
        assertThat(new Money(2_000, Money.currency("kwd")).amount()).hasToString("2.000");
        assertThat(new Money(0, Money.currency("USD")).amount()).hasToString("0.00");
    }

    @Test
    void an_amount_is_rounded_half_up_to_a_minor_unit() {
        assertThat(Money.rounded(new BigDecimal("1.005"), Money.currency("USD")).minorUnits())
                .isEqualTo(101);
        assertThat(Money.rounded(new BigDecimal("1.0049"), Money.currency("USD"))
                        .minorUnits())
                .isEqualTo(100);
        assertThat(Money.rounded(new BigDecimal("1.5"), Money.currency("JPY")).minorUnits())
                .isEqualTo(2);
        assertThat(Money.rounded(new BigDecimal("1.0005"), Money.currency("KWD"))
                        .minorUnits())
                .isEqualTo(1001);
    }

    @Test
    void an_exact_amount_has_no_more_decimals_than_its_currency() {
        assertThat(Money.exact(new BigDecimal("25.00"), Money.currency("USD")).minorUnits())
                .isEqualTo(2_500);
        assertThatThrownBy(() -> Money.exact(new BigDecimal("25.001"), Money.currency("USD")))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Money.exact(new BigDecimal("0.5"), Money.currency("JPY")))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void unknown_currencies_gold_and_negative_amounts_are_refused() {
        assertThatThrownBy(() -> Money.currency("xyz")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Money.currency("XAU")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Money(-1, Money.currency("USD"))).isInstanceOf(IllegalArgumentException.class);
    }
}
