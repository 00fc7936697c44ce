package org.subaccounts.billing.invoice.document;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import org.subaccounts.billing.money.Money;

/** Numbers for people, the same everywhere: {@code 1,234.50 USD}, {@code 25,000}. */
final class Amounts {
    private Amounts() {}

    static String of(Money money) {
        return grouped(money.amount()) + " " + money.currency().getCurrencyCode();
    }

    static String count(long count) {
        return grouped(BigDecimal.valueOf(count));
    }

    static String price(BigDecimal price, Money inItsCurrency) {
        return grouped(price) + " " + inItsCurrency.currency().getCurrencyCode();
    }

    private static String grouped(BigDecimal number) {
        DecimalFormat format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
        int decimals = Math.max(0, number.scale());
        format.setMinimumFractionDigits(decimals);
        format.setMaximumFractionDigits(decimals);
        return format.format(number);
    }
}
