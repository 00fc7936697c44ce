package org.subaccounts.billing.plan.price;

import java.time.Instant;
import java.time.LocalDate;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.Plan;
import org.subaccounts.billing.plan.PlanEvent.PlanPriced;
import org.subaccounts.billing.plan.PlanRefusal;
import org.subaccounts.billing.plan.PlanVersionView;
import org.subaccounts.billing.plan.PlanView;
import org.subaccounts.billing.plan.PricingPlan;
import org.subaccounts.billing.plan.StoredPricing;

/** A new version of a plan. {@code lastBilled}: the latest period for which invoices were issued with the plan. */
@Command(namespace = "billing", name = "PricePlan", version = "1")
public record PricePlan(
        String planId,
        PricingPlan pricing,
        LocalDate effectiveFrom,
        @Nullable BillingPeriod lastBilled,
        Instant at) {
    static final int MAX_VERSIONS = 500;

    private void requireNotBilled() {
        if (lastBilled != null && effectiveFrom.isBefore(lastBilled.next().firstDay())) {
            throw new PlanRefusal.BilledAlready(
                    lastBilled.name(), lastBilled.next().firstDay());
        }
    }

    /** Decides. */
    public static class Handler {
        @CommandHandler
        public PlanVersionView handle(
                PricePlan command, @InjectEntity(idProperty = "planId") Plan plan, EventAppender events) {
            plan.requireThere();
            if (!plan.currency().equals(PlanView.code(command.pricing))) {
                throw new PlanRefusal.CurrencyOfPlan(plan.currency());
            }
            if (plan.versions() >= MAX_VERSIONS) {
                throw new PlanRefusal.TooManyVersions(MAX_VERSIONS);
            }
            command.requireNotBilled();
            int version = plan.versions() + 1;
            events.append(new PlanPriced(
                    command.planId, version, StoredPricing.of(command.pricing), command.effectiveFrom, command.at));
            return PlanVersionView.of(command.planId, version, command.pricing, command.effectiveFrom, command.at);
        }
    }
}
