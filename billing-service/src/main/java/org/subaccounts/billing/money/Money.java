package org.subaccounts.billing.money;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.Locale;

/** An amount in whole minor units (ISO 4217: cents of USD, yen of JPY, fils of KWD). Never negative. */
public record Money(long minorUnits, Currency currency) {
    public Money {
        if (minorUnits < 0) {
            throw new IllegalArgumentException("an amount is not negative: " + minorUnits);
        }
        int unused = scale(currency);
    }

    /** Rounds half up to a whole minor unit. Fails when it does not fit 64 bits. */
    public static Money rounded(BigDecimal amount, Currency currency) {
        return new Money(
                amount.movePointRight(scale(currency))
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact(),
                currency);
    }

    /** Fails when the amount has more decimals than the currency. */
    public static Money exact(BigDecimal amount, Currency currency) {
        return new Money(amount.movePointRight(scale(currency)).longValueExact(), currency);
    }

    /** Of an ISO 4217 code in any case; fails for unknown ones and for those without minor units, such as gold. */
    public static Currency currency(String code) {
        Currency currency = Currency.getInstance(code.toUpperCase(Locale.ROOT));
        int unused = scale(currency);
        return currency;
    }

    /** In whole currency units, with exactly the currency's decimals: {@code 20.00}, {@code 20}, {@code 20.000}. */
    public BigDecimal amount() {
        return BigDecimal.valueOf(minorUnits, scale(currency));
    }

    public Money of(long otherMinorUnits) {
        return new Money(otherMinorUnits, currency);
    }

    private static int scale(Currency currency) {
        int scale = currency.getDefaultFractionDigits();
        if (scale < 0) {
            throw new IllegalArgumentException("currency " + currency + " has no minor unit");
        }
        return scale;
    }
}
