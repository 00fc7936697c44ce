package org.subaccounts.billing.plan.assign;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.AccountPlanView;
import org.subaccounts.billing.plan.AccountPlans;
import org.subaccounts.billing.plan.PlanInputs;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.OperatorOnly;

/** {@code PUT /operator/v1/accounts/{account_id}/plan}. */
@Path("/operator/v1/accounts/{account_id}/plan")
@Tag(name = "Operators: plans")
public class AssignPlanResource {
    private final Commands commands;
    private final AccountPlans accounts;
    private final Caller caller;
    private final Clock clock;

    public AssignPlanResource(Commands commands, AccountPlans accounts, Caller caller, Clock clock) {
        this.commands = commands;
        this.accounts = accounts;
        this.caller = caller;
        this.clock = clock;
    }

    /** Which plan, from when. */
    @Schema(
            name = "AssignPlanRequest",
            requiredProperties = {"plan_id"})
    public record Request(
            @Nullable String planId,

            @Schema(
                    format = "date",
                    description =
                            "By default the first day of the next period; of the current one if the account has no"
                                    + " plan of its own yet, or none in that currency.")
            @Nullable String effectiveFrom) {}

    @PUT
    @Operation(
            operationId = "assignPlan",
            summary = "Give an account a plan",
            description =
                    "Prices whole periods: those that begin on the date or later, until another assignment does. Only"
                            + " the first assignment of an account also prices the period of its date. Before the first period of the"
                            + " account is closed, a plan in another currency takes the place of all assignments.")
    @OperatorOnly
    public Uni<AccountPlanView> assign(@PathParam("account_id") String accountId, @Nullable Request body) {
        UUID account = Inputs.uuid("account_id", accountId);
        Request request = Inputs.body(body);
        String planId = PlanInputs.planId(request.planId());
        LocalDate effectiveFrom = PlanInputs.effectiveFrom(request.effectiveFrom());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        BillingPeriod current = BillingPeriod.of(now);
        Map<String, String> metadata = caller.metadata();
        return accounts.opening(account)
                .map(opening -> new AssignPlan(
                        account,
                        planId,
                        effectiveFrom,
                        current,
                        new AssignPlan.Opening(opening.period().orElse(current), opening.currency()),
                        now))
                .chain(command -> commands.send(command, Void.class, metadata))
                .chain(done -> accounts.show(account, current));
    }
}
