package org.subaccounts.billing.usage.report;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.DefaultPlan;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.RequireScope;

/** Usage of the current period. The scope lets only parents with the partner feature come here. */
@Path("/v2/accounts/{account_id}/sub-accounts/usage")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Sub accounts")
public class UsageResource {
    private final FamilyUsages usages;
    private final DefaultPlan defaultPlan;
    private final Clock clock;

    UsageResource(FamilyUsages usages, DefaultPlan defaultPlan, Clock clock) {
        this.usages = usages;
        this.defaultPlan = defaultPlan;
        this.clock = clock;
    }

    @GET
    @Operation(
            operationId = "getSubAccountsUsage",
            summary = "Usage of the family in the current billing period",
            description =
                    "What the parent and its sub accounts sent this calendar month (UTC), and how the parent's one"
                            + " invoice divides between them by volume. Sub accounts that were deleted stay in it, unnamed.")
    @RequireScope(Scopes.SUB_ACCOUNTS_USAGE)
    public Uni<UsageReport> usage(@PathParam("account_id") String accountId) {
        UUID parentId = Inputs.uuid("account_id", accountId);
        BillingPeriod period = BillingPeriod.of(clock.instant());
        return usages.read(parentId, period)
                .map(family -> InvoiceAllocation.report(period, defaultPlan.plan(), family));
    }
}
