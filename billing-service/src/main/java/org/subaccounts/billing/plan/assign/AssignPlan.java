package org.subaccounts.billing.plan.assign;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.account.BillingAccount;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.Assignments.Assignment;
import org.subaccounts.billing.plan.Plan;
import org.subaccounts.billing.plan.PlanEvent.PlanAssigned;
import org.subaccounts.billing.plan.PlanRefusal;

/**
 * A parent has a plan from a date on; null: from the next period on, or from the current one if it has no assignment in the
 * plan's currency yet. What is so already makes no event. In another currency it takes the place of all assignments before.
 */
@Command(namespace = "billing", name = "AssignPlan", version = "1")
public record AssignPlan(
        UUID accountId,
        String planId,
        @Nullable LocalDate effectiveFrom,
        BillingPeriod current,
        Opening opening,
        Instant at) {
    static final int MAX_ASSIGNMENTS = 1_000;

    /** The period in which the account was opened, and in which currency it is billed as long as it has no assignment. */
    public record Opening(BillingPeriod period, String currency) {}

    private LocalDate date(BillingAccount account, Plan plan) {
        if (effectiveFrom != null) {
            return effectiveFrom;
        }
        boolean first = account.assignments().all().stream()
                .noneMatch(assignment -> assignment.currency().equals(plan.currency()));
        return (first ? current : current.next()).firstDay();
    }

    /** An explicit date is a decision of its own: what is assigned later for an earlier date leaves it in force. */
    private boolean isSo(BillingAccount account, LocalDate from) {
        return account.assignments()
                .inForceOn(from)
                .filter(assignment -> assignment.planId().equals(planId))
                .filter(assignment ->
                        effectiveFrom == null || assignment.effectiveFrom().equals(from))
                .isPresent();
    }

    /** Decides. */
    public static class Handler {
        @CommandHandler
        public void handle(
                AssignPlan command,
                @InjectEntity(idProperty = "planId") Plan plan,
                @InjectEntity(idProperty = "accountId") BillingAccount account,
                EventAppender events) {
            plan.requireThere();
            LocalDate from = command.date(account, plan);
            if (command.isSo(account, from)) {
                return;
            }
            account.requireOpen(from);
            if (from.isBefore(plan.pricedFrom())) {
                throw new PlanRefusal.NotPricedYet(plan.pricedFrom());
            }
            if (account.decidedAssignments() >= MAX_ASSIGNMENTS) {
                throw new PlanRefusal.TooManyAssignments(MAX_ASSIGNMENTS);
            }
            Assignment assignment =
                    new Assignment(account.decidedAssignments() + 1, command.planId, plan.currency(), from);
            account.requireOneCurrency(assignment, command.opening.period, command.opening.currency);
            events.append(new PlanAssigned(
                    command.accountId, assignment.sequence(), command.planId, plan.currency(), from, command.at));
        }
    }
}
