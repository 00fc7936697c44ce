package org.subaccounts.billing.plan.create;

import java.time.Instant;
import java.time.LocalDate;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.subaccounts.billing.plan.Plan;
import org.subaccounts.billing.plan.PlanEvent.PlanCreated;
import org.subaccounts.billing.plan.PlanRefusal;
import org.subaccounts.billing.plan.PlanVersionView;
import org.subaccounts.billing.plan.PlanView;
import org.subaccounts.billing.plan.PricingPlan;
import org.subaccounts.billing.plan.StoredPricing;

/** {@code openedAccountsBilledOtherwise}: it would bill accounts that were opened with it in a second currency. */
@Command(namespace = "billing", name = "CreatePlan", version = "1")
public record CreatePlan(
        String planId,
        String name,
        PricingPlan pricing,
        LocalDate effectiveFrom,
        boolean openedAccountsBilledOtherwise,
        Instant at) {
    private static final int FIRST_VERSION = 1;

    /** Decides. */
    public static class Handler {
        @CommandHandler
        public PlanView handle(
                CreatePlan command, @InjectEntity(idProperty = "planId") Plan plan, EventAppender events) {
            if (plan.isThere()) {
                throw new PlanRefusal.AlreadyExists();
            }
            if (command.openedAccountsBilledOtherwise) {
                throw new PlanRefusal.OpenedAccountsBilledOtherwise();
            }
            events.append(new PlanCreated(
                    command.planId,
                    command.name,
                    PlanView.code(command.pricing),
                    StoredPricing.of(command.pricing),
                    command.effectiveFrom,
                    command.at));
            return PlanView.of(
                    command.name,
                    PlanVersionView.of(
                            command.planId, FIRST_VERSION, command.pricing, command.effectiveFrom, command.at),
                    command.at,
                    command.at);
        }
    }
}
