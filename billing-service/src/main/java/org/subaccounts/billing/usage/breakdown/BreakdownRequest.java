package org.subaccounts.billing.usage.breakdown;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;

/**
 * What a breakdown is asked for: days from {@code from} to {@code to}, both of them too, at most 366. {@code after} and
 * {@code before}: the key of the row where the page starts or ends; a cursor is bound to everything else that is asked.
 */
public record BreakdownRequest(
        UUID parentId,
        LocalDate from,
        LocalDate to,
        Grouping grouping,
        @Nullable UUID childId,
        int limit,
        @Nullable String after,
        @Nullable String before) {
    static final int MAX_LIMIT = 10_000;
    static final int DEFAULT_LIMIT = 100;
    private static final int MAX_DAYS = 366;
    private static final LocalDate FIRST_DAY = LocalDate.of(2000, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

    /** Checks the query parameters; none is empty. */
    public static BreakdownRequest of(
            UUID parentId,
            String from,
            String to,
            String groupBy,
            @Nullable String childId,
            @Nullable String limit,
            @Nullable String after,
            @Nullable String before) {
        LocalDate first = day("from", from);
        LocalDate last = day("to", to);
        if (last.isBefore(first)) {
            throw Refusal.badRequest("to must not be before from");
        }
        if (!last.isBefore(first.plusDays(MAX_DAYS))) {
            throw Refusal.badRequest("from and to must be at most " + MAX_DAYS + " days, both included");
        }
        Grouping grouping = Grouping.of(groupBy);
        UUID child = childId == null ? null : Inputs.uuid("sub_account_id", childId);
        if (child != null && grouping != Grouping.DAY) {
            throw Refusal.badRequest("sub_account_id can be used only with group_by=day");
        }
        if (after != null && before != null) {
            throw Refusal.badRequest("after and before cannot be used together");
        }
        BreakdownRequest whole = new BreakdownRequest(parentId, first, last, grouping, child, limit(limit), null, null);
        return new BreakdownRequest(
                parentId,
                first,
                last,
                grouping,
                child,
                whole.limit,
                whole.key("after", after),
                whole.key("before", before));
    }

    /** What is counted by the day, and what by the month: only accounts can be, others are all days. */
    record Span(List<LocalDate> days, List<LocalDate> months) {}

    Span span() {
        List<LocalDate> days = new ArrayList<>();
        List<LocalDate> months = new ArrayList<>();
        LocalDate day = from;
        while (!day.isAfter(to)) {
            LocalDate nextMonth = day.plusMonths(1);
            if (grouping == Grouping.SUB_ACCOUNT && day.getDayOfMonth() == 1 && !to.isBefore(nextMonth.minusDays(1))) {
                months.add(day);
                day = nextMonth;
            } else {
                days.add(day);
                day = day.plusDays(1);
            }
        }
        return new Span(List.copyOf(days), List.copyOf(months));
    }

    private static LocalDate day(String field, String text) {
        LocalDate day;
        try {
            day = LocalDate.parse(text);
        } catch (DateTimeParseException malformed) {
            throw Refusal.badRequest(field + " must be a date such as 2026-10-01");
        }
        if (day.isBefore(FIRST_DAY) || day.isAfter(LAST_DAY)) {
            throw Refusal.badRequest(field + " must be from " + FIRST_DAY + " to " + LAST_DAY);
        }
        return day;
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        int limit;
        try {
            limit = Integer.parseInt(text);
        } catch (NumberFormatException malformed) {
            limit = -1;
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Refusal.badRequest("limit must be a whole number from 1 to " + MAX_LIMIT);
        }
        return limit;
    }

    String cursor(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((list() + key).getBytes(StandardCharsets.UTF_8));
    }

    private String list() {
        return String.join(
                "|", "usage", parentId.toString(), from.toString(), to.toString(), grouping.shown(), childId + "|");
    }

    private @Nullable String key(String parameter, @Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.startsWith(list()) && text.indexOf('\0') < 0) {
                return text.substring(list().length());
            }
        } catch (IllegalArgumentException malformed) {
            throw unknown(parameter);
        }
        throw unknown(parameter);
    }

    private static Refusal unknown(String parameter) {
        return Refusal.badRequest(parameter + " is not a cursor of this list");
    }
}
