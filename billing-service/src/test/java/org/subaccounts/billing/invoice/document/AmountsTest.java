package org.subaccounts.billing.invoice.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.money.Money;

class AmountsTest {
    @Test
    void amounts_have_the_decimals_of_their_currency() {
        assertThat(Amounts.of(new Money(123_450, Money.currency("usd")))).isEqualTo("1,234.50 USD");
        assertThat(Amounts.of(new Money(1_234_567, Money.currency("jpy")))).isEqualTo("1,234,567 JPY");
        assertThat(Amounts.of(new Money(1, Money.currency("kwd")))).isEqualTo("0.001 KWD");
        assertThat(Amounts.of(new Money(Long.MAX_VALUE, Money.currency("usd"))))
                .isEqualTo("92,233,720,368,547,758.07 USD");
    }

    @Test
    void prices_have_the_decimals_that_they_were_given() {
        assertThat(Amounts.price(new BigDecimal("0.0375"), new Money(0, Money.currency("usd"))))
                .isEqualTo("0.0375 USD");
        assertThat(Amounts.count(25_000)).isEqualTo("25,000");
    }
}
