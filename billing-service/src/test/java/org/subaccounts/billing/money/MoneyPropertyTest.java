package org.subaccounts.billing.money;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class MoneyPropertyTest {
    @Property
    void an_amount_read_back_is_the_same(@ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long minorUnits) {
        for (String code : new String[] {"USD", "JPY", "KWD"}) {
            Money money = new Money(minorUnits, Money.currency(code));
            assertThat(Money.exact(new BigDecimal(money.amount().toString()), money.currency()))
                    .isEqualTo(money);
        }
    }
}
