package org.subaccounts.sending.statistics;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Refusal;

/** Buckets of time, all in UTC; weeks begin on Monday (ISO 8601). */
public enum Grouping {
    HOUR(31),
    DAY(400),
    WEEK(400),
    MONTH(400);

    private final int maxDays;

    Grouping(int maxDays) {
        this.maxDays = maxDays;
    }

    /** A stretch of time: its first moment, and the first one after it. {@code start}: of the whole hour, day, week or month. */
    public record Bucket(Instant start, Instant from, Instant to) {}

    /** The longest stretch that can be asked for. */
    int maxDays() {
        return maxDays;
    }

    /** Null: by day. Fails with 400. */
    static Grouping parse(@Nullable String text) {
        return switch (text) {
            case null -> DAY;
            case "" -> DAY;
            case "hour" -> HOUR;
            case "day" -> DAY;
            case "week" -> WEEK;
            case "month" -> MONTH;
            default -> throw Refusal.badRequest("group_by must be hour, day, week or month");
        };
    }

    /** As PostgreSQL's {@code date_trunc} knows it. */
    String field() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Without gaps, oldest first; the first and the last may be cut. */
    List<Bucket> buckets(Instant from, Instant to) {
        List<Bucket> buckets = new ArrayList<>();
        Instant start = start(from);
        while (start.isBefore(to)) {
            Instant next = next(start);
            buckets.add(new Bucket(start, start.isBefore(from) ? from : start, next.isAfter(to) ? to : next));
            start = next;
        }
        return buckets;
    }

    private Instant start(Instant time) {
        LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
        return switch (this) {
            case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
            case DAY -> midnight(day);
            case WEEK -> midnight(day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
            case MONTH -> midnight(day.withDayOfMonth(1));
        };
    }

    private Instant next(Instant start) {
        LocalDate day = LocalDate.ofInstant(start, ZoneOffset.UTC);
        return switch (this) {
            case HOUR -> start.plus(1, ChronoUnit.HOURS);
            case DAY -> midnight(day.plusDays(1));
            case WEEK -> midnight(day.plusWeeks(1));
            case MONTH -> midnight(day.plusMonths(1));
        };
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
