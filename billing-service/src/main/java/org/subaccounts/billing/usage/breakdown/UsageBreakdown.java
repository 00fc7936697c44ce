package org.subaccounts.billing.usage.breakdown;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Page.Pagination;

/** One page of a family's volume by day, account or sending domain. Days are in UTC. */
@Schema(name = "UsageBreakdown")
public record UsageBreakdown(
        @Schema(enumeration = "list") String object,

        @Schema(description = "The first day.") LocalDate from,

        @Schema(description = "The last day.") LocalDate to,

        @Schema(
                enumeration = {"day", "sub_account", "domain"},
                description = "What a row is.")
        String groupBy,

        @Schema(description = "The only sub account that is counted, if one was asked for.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable UUID subAccountId,

        @Schema(description = "Of all rows, on whatever page.")
        Total total,

        List<Row> data,
        Pagination pagination) {

    private static final String VOLUME = "Recipients accepted for delivery.";

    @Schema(name = "UsageBreakdownTotal")
    public record Total(
            @Schema(description = VOLUME, minimum = "0") long receptionCount) {}

    /** What a row is not grouped by is left out. */
    @Schema(name = "UsageBreakdownRow")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Row(
            @Schema(description = "By day: the day.") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable LocalDate day,

            @Schema(
                    enumeration = {"parent", "sub_account", "removed_sub_accounts"},
                    description = "By account: whose volume it is. The removed ones are one row, unnamed.")
            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Nullable String bucket,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID accountId,

            @Schema(description = "Of a sub account.") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String name,

            @Schema(description = "By domain: the sending domain.") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String domain,

            @Schema(description = VOLUME, minimum = "0") long receptionCount) {}
}
