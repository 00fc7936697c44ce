package org.subaccounts.billing.plan.get;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.subaccounts.billing.plan.PlanDetails;
import org.subaccounts.billing.plan.PlanInputs;
import org.subaccounts.billing.plan.Plans;
import org.subaccounts.platform.security.OperatorOnly;

/** {@code GET /operator/v1/plans/{plan}}. */
@Path("/operator/v1/plans/{plan}")
@Tag(name = "Operators: plans")
public class GetPlanResource {
    private final Plans plans;
    private final Clock clock;

    public GetPlanResource(Plans plans, Clock clock) {
        this.plans = plans;
        this.clock = clock;
    }

    @GET
    @Operation(
            operationId = "getPlan",
            summary = "Look at a plan",
            description = "With all its versions: past ones, the one that holds, and those to come.")
    @OperatorOnly
    public Uni<PlanDetails> get(@PathParam("plan") String plan) {
        return plans.get(PlanInputs.existingId(plan), LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }
}
