package org.subaccounts.billing.account;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.axonframework.eventsourcing.annotation.EventSourcedEntity;
import org.axonframework.eventsourcing.annotation.EventSourcingHandler;
import org.axonframework.eventsourcing.annotation.reflection.EntityCreator;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.account.BillingAccountEvent.BillingPeriodClosed;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.period.BillingPeriodRefusal;
import org.subaccounts.billing.plan.Assignments;
import org.subaccounts.billing.plan.Assignments.Assignment;
import org.subaccounts.billing.plan.PlanEvent.PlanAssigned;
import org.subaccounts.billing.plan.PlanRefusal;

/**
 * A parent's plans, and how far it was billed. Assignments and closings are events of one tag, so that two that are decided at
 * the same time never miss each other. Closed periods follow each other without a gap.
 */
@EventSourcedEntity(tagKey = "billing-account")
public class BillingAccount {
    /** {@code currency}: of all of them, ISO 4217 in lower case. */
    private record Closed(BillingPeriod first, BillingPeriod last, int periods, String currency) {}

    private Assignments assignments = new Assignments(List.of());
    private int decidedAssignments;
    private @Nullable Closed closed;

    @EntityCreator
    public BillingAccount() {}

    /** Those that count. */
    public Assignments assignments() {
        return assignments;
    }

    /** How many were ever decided. */
    public int decidedAssignments() {
        return decidedAssignments;
    }

    /** Refuses a date within a closed period: its invoice is final. */
    public void requireOpen(LocalDate date) {
        if (closed != null && date.isBefore(closed.last.next().firstDay())) {
            throw new PlanRefusal.PeriodIsClosed(
                    closed.last.name(), closed.last.next().firstDay());
        }
    }

    /**
     * Refuses an assignment that would bill the account in two currencies. {@code firstPeriod}: that of its opening;
     * {@code unassigned}: the currency of what prices the periods before any assignment.
     */
    public void requireOneCurrency(Assignment another, BillingPeriod firstPeriod, String unassigned) {
        if (closed != null) {
            if (!closed.currency.equals(another.currency())) {
                throw new PlanRefusal.BilledInAnotherCurrency(closed.currency);
            }
        } else if (!unassigned.equals(another.currency())
                && assignments.with(another).inForce(firstPeriod).isEmpty()) {
            throw new PlanRefusal.TwoCurrencies(firstPeriod.name(), unassigned, firstPeriod.firstDay());
        }
    }

    public boolean hasClosed(BillingPeriod period) {
        return closed != null
                && !period.firstDay().isBefore(closed.first.firstDay())
                && !period.firstDay().isAfter(closed.last.firstDay());
    }

    /** Refuses any period but the one after the last closed one; the first one may be any. */
    public void requireNext(BillingPeriod period) {
        if (closed != null && !period.equals(closed.last.next())) {
            throw new BillingPeriodRefusal.NotNext(period, closed.last.next());
        }
    }

    /** Corrections belong to periods that have an invoice. */
    public void requireClosed(BillingPeriod period) {
        if (!hasClosed(period)) {
            throw new BillingPeriodRefusal.NotClosed(period);
        }
    }

    /** Refuses to close in a currency that earlier invoices do not have. {@code code}: ISO 4217, lower case. */
    public void requireCurrency(BillingPeriod period, String code) {
        if (closed != null && !closed.currency.equals(code)) {
            throw new BillingPeriodRefusal.OtherCurrency(period, code, closed.currency);
        }
    }

    /** It counts the account's invoices; those before may have numbers of another form. */
    public String nextInvoiceNumber(UUID accountId) {
        return new InvoiceNumber(accountId, closed == null ? 1 : closed.periods + 1).text();
    }

    @EventSourcingHandler
    void on(PlanAssigned event) {
        decidedAssignments = event.sequence();
        assignments = assignments.with(
                new Assignment(event.sequence(), event.planId(), event.currency(), event.effectiveFrom()));
    }

    @EventSourcingHandler
    void on(BillingPeriodClosed event) {
        BillingPeriod period = BillingPeriod.parse(event.period());
        closed = closed == null
                ? new Closed(period, period, 1, event.currency())
                : new Closed(closed.first, period, closed.periods + 1, event.currency());
    }
}
