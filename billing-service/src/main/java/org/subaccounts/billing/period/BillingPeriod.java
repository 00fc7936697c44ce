package org.subaccounts.billing.period;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
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

    /** Of its name, {@code 2026-10}. Fails with {@link java.time.format.DateTimeParseException}. */
    public static BillingPeriod parse(String name) {
        return new BillingPeriod(YearMonth.parse(name).atDay(1));
    }

    /** {@code 2026-10}. */
    public String name() {
        return YearMonth.from(firstDay).toString();
    }

    public BillingPeriod next() {
        return new BillingPeriod(firstDay.plusMonths(1));
    }

    public BillingPeriod previous() {
        return new BillingPeriod(firstDay.minusMonths(1));
    }

    public Instant start() {
        return firstDay.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    public Instant end() {
        return firstDay.plusMonths(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
