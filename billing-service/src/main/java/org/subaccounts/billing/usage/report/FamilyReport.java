package org.subaccounts.billing.usage.report;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.subaccounts.billing.allocation.Allocation;
import org.subaccounts.billing.invoice.read.InvoiceLine;
import org.subaccounts.billing.invoice.read.IssuedInvoice;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.period.PeriodSpan;
import org.subaccounts.billing.plan.PricingPlan;
import org.subaccounts.billing.usage.AccountVolume;
import org.subaccounts.billing.usage.FamilyUsage;
import org.subaccounts.billing.usage.report.UsageReport.Aggregate;
import org.subaccounts.billing.usage.report.UsageReport.Parent;
import org.subaccounts.billing.usage.report.UsageReport.SubAccount;

/** Makes the report of a family and period: priced and divided as of now, or as the period's invoice has it. Pure. */
final class FamilyReport {
    private static final String METHOD = "proportional";
    private static final String NOTE = "The parent pays one invoice for the whole family; allocated_cost divides it by"
            + " volume and is no price that an account would pay alone.";

    private FamilyReport() {}

    /** Of a period without an invoice. */
    static UsageReport counted(BillingPeriod period, PeriodStatus status, PricingPlan plan, FamilyUsage family) {
        long volume = family.total();
        Money total = plan.cost(volume);
        Allocation costs = Allocation.of(total, family);
        AccountVolume parent = family.parent();
        Iterator<Money> active = costs.active().iterator();
        return new UsageReport(
                PeriodSpan.of(period),
                total.currency().getCurrencyCode().toLowerCase(Locale.ROOT),
                total.currency().getDefaultFractionDigits(),
                status.shown(),
                null,
                0,
                METHOD,
                NOTE,
                Parent.of(parent.accountId(), parent.receptionCount(), costs.parent()),
                family.active().stream()
                        .map(child ->
                                SubAccount.of(child.accountId(), child.name(), child.receptionCount(), active.next()))
                        .toList(),
                Aggregate.of(family.removed(), costs.removed()),
                Aggregate.of(volume, total));
    }

    /** Of a closed period: the invoice's own lines, which never change; {@code lateCount} came too late for it. */
    static UsageReport invoiced(IssuedInvoice invoice, List<InvoiceLine> usageLines, long lateCount) {
        Money none = invoice.total().of(0);
        Parent parent = Parent.of(invoice.accountId(), 0, none);
        Aggregate removed = Aggregate.of(0, none);
        List<SubAccount> children = new ArrayList<>(usageLines.size());
        for (InvoiceLine line : usageLines) {
            switch (line.bucket()) {
                case PARENT -> parent = Parent.of(invoice.accountId(), line.receptionCount(), line.amount());
                case SUB_ACCOUNT -> children.add(subAccount(line));
                case REMOVED_SUB_ACCOUNTS -> removed = Aggregate.of(line.receptionCount(), line.amount());
            }
        }
        return new UsageReport(
                PeriodSpan.of(invoice.period()),
                invoice.currency(),
                invoice.minorUnitDigits(),
                PeriodStatus.CLOSED.shown(),
                invoice.id(),
                lateCount,
                METHOD,
                NOTE,
                parent,
                List.copyOf(children),
                removed,
                Aggregate.of(invoice.receptionCount(), invoice.usageCost()));
    }

    private static SubAccount subAccount(InvoiceLine line) {
        UUID id = line.accountId();
        if (id == null) {
            throw new IllegalStateException("a sub account's line of an invoice names it");
        }
        return SubAccount.of(id, line.name(), line.receptionCount(), line.amount());
    }
}
