package org.subaccounts.billing.plan.price;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.PlanInputs;
import org.subaccounts.billing.plan.PlanVersionView;
import org.subaccounts.billing.plan.Plans;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Idempotent;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.OperatorOnly;

/** {@code POST /operator/v1/plans/{plan}/versions}. */
@Path("/operator/v1/plans/{plan}/versions")
@Tag(name = "Operators: plans")
public class PricePlanResource {
    private final Commands commands;
    private final Plans plans;
    private final Caller caller;
    private final Clock clock;

    public PricePlanResource(Commands commands, Plans plans, Caller caller, Clock clock) {
        this.commands = commands;
        this.plans = plans;
        this.caller = caller;
        this.clock = clock;
    }

    /** Amounts in whole units of the plan's currency. */
    @Schema(
            name = "PricePlanRequest",
            requiredProperties = {"base_fee", "tiers"})
    public record Request(
            @Schema(description = "May be given; then it is that of the plan.") @Nullable String currency,

            @Schema(minimum = "0", description = "Of each month, with no more decimals than the currency has.")
            @Nullable BigDecimal baseFee,

            @Schema(minimum = "0", maximum = "1000000000000000", defaultValue = "0") @Nullable Long includedVolume,

            @Schema(maxItems = 20, description = "In ascending order, the last one without an end; may be empty.")
            @Nullable List<PlanInputs.@Nullable TierRequest> tiers,

            @Schema(format = "date", description = "By default the first day of the next period.") @Nullable String effectiveFrom) {}

    @POST
    @Operation(
            operationId = "pricePlan",
            summary = "Give a plan a new version",
            description =
                    "Every account of the plan is priced by it from the first period on that begins on its date or"
                            + " later. Of two versions of one date the later one holds. Issued invoices never change.")
    @ResponseStatus(201)
    @OperatorOnly
    @Idempotent
    public Uni<PlanVersionView> price(@PathParam("plan") String plan, @Nullable Request body) {
        String id = PlanInputs.existingId(plan);
        Request request = Inputs.body(body);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        LocalDate effectiveFrom = PlanInputs.effectiveFrom(
                request.effectiveFrom(), BillingPeriod.of(now).next().firstDay());
        Currency wanted = request.currency() == null ? null : PlanInputs.currency(request.currency());
        Map<String, String> metadata = caller.metadata();
        return plans.facts(id)
                .map(facts -> new PricePlan(
                        id,
                        PlanInputs.pricing(
                                wanted == null ? facts.currency() : wanted,
                                request.baseFee(),
                                request.includedVolume(),
                                request.tiers()),
                        effectiveFrom,
                        facts.lastBilled(),
                        now))
                .chain(command -> commands.send(command, PlanVersionView.class, metadata));
    }
}
