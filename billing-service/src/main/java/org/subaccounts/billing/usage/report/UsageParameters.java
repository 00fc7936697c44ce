package org.subaccounts.billing.usage.report;

import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.usage.breakdown.BreakdownRequest;
import org.subaccounts.platform.http.Refusal;

/** The query of a usage request: nothing, a month, or a range of days with what to group by. */
public class UsageParameters {
    private static final YearMonth FIRST_MONTH = YearMonth.of(2000, 1);

    @Parameter(
            description =
                    "A month (UTC) such as `2026-10`, from 2000-01 up to the current one, which is the default. Not"
                            + " together with `from`, `to` or `group_by`.",
            schema = @Schema(type = SchemaType.STRING, pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$"))
    @QueryParam("period")
    @Nullable String period;

    @Parameter(
            description = "First day (UTC) of a breakdown; needs `to` and `group_by`.",
            schema = @Schema(type = SchemaType.STRING, format = "date"))
    @QueryParam("from")
    @Nullable String from;

    @Parameter(
            description =
                    "Last day (UTC) of a breakdown, at most 366 days with the first; needs `from` and `group_by`.",
            schema = @Schema(type = SchemaType.STRING, format = "date"))
    @QueryParam("to")
    @Nullable String to;

    @Parameter(
            description =
                    "What a row of the breakdown is: a day, an account or a sending domain; needs `from` and `to`.",
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"day", "sub_account", "domain"}))
    @QueryParam("group_by")
    @Nullable String groupBy;

    @Parameter(
            description = "Only this sub account; with `group_by=day`.",
            schema = @Schema(type = SchemaType.STRING, format = "uuid"))
    @QueryParam("sub_account_id")
    @Nullable String subAccountId;

    @QueryParam("limit")
    @Nullable String limit;

    @QueryParam("after")
    @Nullable String after;

    @QueryParam("before")
    @Nullable String before;

    boolean asksForBreakdown() {
        return given(from) != null || given(to) != null || given(groupBy) != null;
    }

    BreakdownRequest breakdown(UUID parentId) {
        String firstDay = given(from);
        String lastDay = given(to);
        String grouping = given(groupBy);
        if (given(period) != null) {
            throw Refusal.badRequest("period cannot be used together with from, to or group_by");
        }
        if (firstDay == null || lastDay == null || grouping == null) {
            throw Refusal.badRequest("from, to and group_by must be given together");
        }
        return BreakdownRequest.of(
                parentId, firstDay, lastDay, grouping, given(subAccountId), given(limit), given(after), given(before));
    }

    /** The current one if none is given. */
    BillingPeriod period(Instant now) {
        if (Stream.of(subAccountId, limit, after, before).anyMatch(text -> given(text) != null)) {
            throw Refusal.badRequest(
                    "sub_account_id, limit, after and before can be used only together with from, to and group_by");
        }
        BillingPeriod current = BillingPeriod.of(now);
        String name = given(period);
        if (name == null) {
            return current;
        }
        YearMonth month = month(name);
        if (month.isBefore(FIRST_MONTH)) {
            throw Refusal.badRequest("period must not be before " + FIRST_MONTH);
        }
        BillingPeriod asked = new BillingPeriod(month.atDay(1));
        if (asked.firstDay().isAfter(current.firstDay())) {
            throw Refusal.badRequest("period must not be after the current month, " + current.name());
        }
        return asked;
    }

    /** An empty one is as good as none, as in every list. */
    private static @Nullable String given(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static YearMonth month(String text) {
        try {
            if (text.length() == "2026-10".length()) {
                return YearMonth.parse(text);
            }
        } catch (DateTimeParseException malformed) {
            throw notAMonth();
        }
        throw notAMonth();
    }

    private static Refusal notAMonth() {
        return Refusal.badRequest("period must be a month such as 2026-10");
    }
}
