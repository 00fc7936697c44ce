package org.subaccounts.billing.plan.show;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.AccountPlanView;
import org.subaccounts.billing.plan.AccountPlans;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.OperatorOnly;

/** {@code GET /operator/v1/accounts/{account_id}/plan}. */
@Path("/operator/v1/accounts/{account_id}/plan")
@Tag(name = "Operators: plans")
public class ShowAccountPlanResource {
    private final AccountPlans accounts;
    private final Clock clock;

    public ShowAccountPlanResource(AccountPlans accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    @GET
    @Operation(
            operationId = "getAccountPlan",
            summary = "Look at the plan of an account",
            description =
                    "What prices the current period of a parent account, where it comes from, and what is decided for"
                            + " later periods.")
    @OperatorOnly
    public Uni<AccountPlanView> show(@PathParam("account_id") String accountId) {
        return accounts.show(Inputs.uuid("account_id", accountId), BillingPeriod.of(clock.instant()));
    }
}
