package org.subaccounts.billing.period.close;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.subaccounts.billing.account.BillingAccount;
import org.subaccounts.billing.account.BillingAccountEvent.BillingPeriodClosed;
import org.subaccounts.billing.account.Issuer;
import org.subaccounts.billing.invoice.InvoiceDraft;
import org.subaccounts.billing.invoice.InvoiceEvent;
import org.subaccounts.billing.invoice.InvoiceEvent.InvoiceIssued;
import org.subaccounts.billing.invoice.InvoiceEvent.RemovedUsageInvoiced;
import org.subaccounts.billing.invoice.InvoiceLine;
import org.subaccounts.billing.invoice.LateUsage;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.period.BillingPeriodRefusal;
import org.subaccounts.billing.plan.Plan;
import org.subaccounts.billing.plan.PlanInForce;
import org.subaccounts.billing.plan.PlanView;
import org.subaccounts.billing.plan.StoredPricing;
import org.subaccounts.billing.usage.FamilyUsage;

/**
 * Closes a parent's period with the volumes as they were read, {@code family} of the period itself, {@code late} of the ones
 * closed before, and with the plan as it was read, unless that was changed since. Answers whether it did; closing what is
 * closed changes nothing.
 */
@Command(namespace = "billing", name = "ClosePeriod", version = "1")
public record ClosePeriod(
        UUID accountId,
        BillingPeriod period,
        UUID invoiceId,
        String customerName,
        PlanInForce plan,
        FamilyUsage family,
        List<LateUsage> late,
        Issuer issuer,
        Instant at) {
    public ClosePeriod {
        late = List.copyOf(late);
    }

    /** Of the plan on whose versions the pricing depends. */
    public String namedPlanId() {
        return plan.decided().planId();
    }

    private void requirePlanAsRead(BillingAccount account, Plan named) {
        if (account.decidedAssignments() != plan.decided().assignments()
                || named.versions() != plan.decided().versions()) {
            throw new BillingPeriodRefusal.PlanChanged(period);
        }
    }

    /** Decides. */
    public static class Handler {
        @CommandHandler
        public boolean handle(
                ClosePeriod command,
                @InjectEntity(idProperty = "accountId") BillingAccount account,
                @InjectEntity(idProperty = "namedPlanId") Plan named,
                EventAppender events) {
            if (account.hasClosed(command.period)) {
                return false;
            }
            account.requireNext(command.period);
            command.requirePlanAsRead(account, named);
            command.late.forEach(earlier -> account.requireClosed(earlier.period()));
            account.requireCurrency(command.period, command.currency());
            events.append(command.events(account.nextInvoiceNumber(command.accountId)));
            return true;
        }
    }

    private List<Object> events(String number) {
        InvoiceDraft draft = InvoiceDraft.of(period, customerName, plan.pricing(), family, late);
        List<Object> events = new ArrayList<>();
        events.add(closed(number, draft));
        int parts = parts(draft.lines().size());
        for (int part = 1; part <= parts; part++) {
            events.add(issued(number, draft, part, parts));
        }
        for (int part = 1; part <= parts(draft.removed().size()); part++) {
            events.add(new RemovedUsageInvoiced(invoiceId, accountId, slice(draft.removed(), part), at));
        }
        return events;
    }

    private BillingPeriodClosed closed(String number, InvoiceDraft draft) {
        return new BillingPeriodClosed(
                accountId,
                period.name(),
                invoiceId,
                number,
                customerName,
                plan.planId(),
                plan.planName(),
                plan.version(),
                StoredPricing.of(plan.pricing()),
                currency(),
                draft.receptionCount(),
                draft.correctedCount(),
                draft.baseFee().minorUnits(),
                draft.overage().minorUnits(),
                draft.correction().minorUnits(),
                draft.total().minorUnits(),
                issuer,
                at);
    }

    private InvoiceIssued issued(String number, InvoiceDraft draft, int part, int parts) {
        List<InvoiceLine> lines = slice(draft.lines(), part);
        return new InvoiceIssued(
                invoiceId,
                accountId,
                number,
                period.name(),
                currency(),
                draft.receptionCount(),
                draft.total().minorUnits(),
                part,
                parts,
                lines,
                at);
    }

    private String currency() {
        return PlanView.code(plan.pricing());
    }

    private static int parts(int size) {
        return Math.ceilDiv(size, InvoiceEvent.MOST_IN_ONE);
    }

    private static <T> List<T> slice(List<T> all, int part) {
        int from = (part - 1) * InvoiceEvent.MOST_IN_ONE;
        return all.subList(from, Math.min(all.size(), from + InvoiceEvent.MOST_IN_ONE));
    }
}
