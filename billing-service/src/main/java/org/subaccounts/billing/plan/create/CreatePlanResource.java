package org.subaccounts.billing.plan.create;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.PlanInputs;
import org.subaccounts.billing.plan.PlanView;
import org.subaccounts.billing.plan.Plans;
import org.subaccounts.billing.plan.PricingPlan;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Idempotent;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.OperatorOnly;

/** {@code POST /operator/v1/plans}. */
@Path("/operator/v1/plans")
@Tag(name = "Operators: plans")
public class CreatePlanResource {
    private final Commands commands;
    private final Plans plans;
    private final Caller caller;
    private final Clock clock;

    public CreatePlanResource(Commands commands, Plans plans, Caller caller, Clock clock) {
        this.commands = commands;
        this.plans = plans;
        this.caller = caller;
        this.clock = clock;
    }

    /** Amounts in whole units of the currency. */
    @Schema(
            name = "CreatePlanRequest",
            requiredProperties = {"id", "name", "currency", "base_fee", "tiers"})
    public record Request(
            @Schema(pattern = "[a-z0-9][a-z0-9-]{0,63}", description = "Chosen by you, for good; not `default`.")
            @Nullable String id,

            @Schema(minLength = 1, maxLength = 255) @Nullable String name,

            @Schema(description = "ISO 4217 code, in upper or lower case.") @Nullable String currency,

            @Schema(minimum = "0", description = "Of each month, with no more decimals than the currency has.")
            @Nullable BigDecimal baseFee,

            @Schema(minimum = "0", maximum = "1000000000000000", defaultValue = "0") @Nullable Long includedVolume,

            @Schema(maxItems = 20, description = "In ascending order, the last one without an end; may be empty.")
            @Nullable List<PlanInputs.@Nullable TierRequest> tiers,

            @Schema(format = "date", description = "By default the first day of the current period.") @Nullable String effectiveFrom) {}

    @POST
    @Operation(
            operationId = "createPlan",
            summary = "Make a plan",
            description = "It prices nobody until it is assigned to an account, or an account was opened with its id.")
    @ResponseStatus(201)
    @OperatorOnly
    @Idempotent
    public Uni<PlanView> create(@Nullable Request body) {
        Request request = Inputs.body(body);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String id = PlanInputs.id(request.id());
        String name = PlanInputs.name(request.name());
        PricingPlan pricing = PlanInputs.pricing(
                PlanInputs.currency(request.currency()), request.baseFee(), request.includedVolume(), request.tiers());
        LocalDate effectiveFrom = PlanInputs.effectiveFrom(
                request.effectiveFrom(), BillingPeriod.of(now).firstDay());
        Map<String, String> metadata = caller.metadata();
        return plans.openedAccountsAreBilledOtherwise(id, PlanView.code(pricing))
                .chain(otherwise -> commands.send(
                        new CreatePlan(id, name, pricing, effectiveFrom, otherwise, now), PlanView.class, metadata));
    }
}
