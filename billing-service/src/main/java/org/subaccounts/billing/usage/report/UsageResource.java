package org.subaccounts.billing.usage.report;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.subaccounts.billing.usage.breakdown.UsageBreakdown;
import org.subaccounts.billing.usage.breakdown.UsageBreakdowns;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.RequireScope;

/** Usage of a family, by month or by days. The scope lets only parents with the partner feature come here. */
@Path("/v2/accounts/{account_id}/sub-accounts/usage")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Sub accounts")
public class UsageResource {
    /** Tells the breakdown from the report, which the same operation answers. */
    private static final String BREAKDOWN = "application/json;profile=usage-breakdown";

    private final UsageReports reports;
    private final UsageBreakdowns breakdowns;
    private final Clock clock;

    UsageResource(UsageReports reports, UsageBreakdowns breakdowns, Clock clock) {
        this.reports = reports;
        this.breakdowns = breakdowns;
        this.clock = clock;
    }

    @GET
    @Operation(
            operationId = "getSubAccountsUsage",
            summary = "Usage of the family in a month, or by days",
            description =
                    "Without parameters: what the parent and its sub accounts sent this calendar month (UTC), and how the"
                            + " parent's one invoice divides between them by volume. Sub accounts that were deleted stay in"
                            + " it, unnamed. `period` asks for another month: one that was invoiced is answered as it was"
                            + " invoiced, without the corrections of earlier months on that invoice. `from`, `to` and"
                            + " `group_by` ask for a `UsageBreakdown` instead: volume only, no amounts, in pages, by day"
                            + " (oldest first), account (parent, children newest first, the removed ones as one row) or"
                            + " sending domain (alphabetically); rows without volume are left out.")
    @APIResponse(
            responseCode = "200",
            description =
                    "A report of the month; for `group_by` a breakdown, whose media type has the parameter `profile`.",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = UsageReport.class)),
                @Content(mediaType = BREAKDOWN, schema = @Schema(implementation = UsageBreakdown.class))
            })
    @RequireScope(Scopes.SUB_ACCOUNTS_USAGE)
    public Uni<Response> usage(@PathParam("account_id") String accountId, @BeanParam UsageParameters asked) {
        UUID parentId = Inputs.uuid("account_id", accountId);
        if (asked.asksForBreakdown()) {
            return breakdowns.read(asked.breakdown(parentId)).map(breakdown -> Response.ok(
                            breakdown, MediaType.valueOf(BREAKDOWN))
                    .build());
        }
        Instant now = clock.instant();
        return reports.of(parentId, asked.period(now), now)
                .map(report ->
                        Response.ok(report, MediaType.APPLICATION_JSON_TYPE).build());
    }
}
