package org.subaccounts.billing.period;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** A calendar month in UTC, named by its first day. {@code start} belongs to it, {@code end} to the next one. */
public record BillingPeriod(LocalDate firstDay) {
    public BillingPeriod {
        if (firstDay.getDayOfMonth() != 1) {
            throw new IllegalArgumentException("a billing period begins with a month: " + firstDay);
        }
    }

    public static BillingPeriod of(Instant time) {
        return new BillingPeriod(LocalDate.ofInstant(time, ZoneOffset.UTC).withDayOfMonth(1));
    }

    public Instant start() {
        return firstDay.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    public Instant end() {
        return firstDay.plusMonths(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
