package org.subaccounts.billing.invoice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.subaccounts.billing.allocation.Allocation;
import org.subaccounts.billing.invoice.InvoiceLine.Bucket;
import org.subaccounts.billing.invoice.InvoiceLine.Kind;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.PricingPlan;
import org.subaccounts.billing.usage.AccountVolume;
import org.subaccounts.billing.usage.FamilyUsage;

/**
 * What an invoice says, computed from volumes and pricings: {@code total} = base fee + overage + corrections, and exactly
 * the sum of the lines. Fails when something does not fit 64 bits, or when currencies differ. Pure.
 */
public record InvoiceDraft(
        long receptionCount,
        long correctedCount,
        Money baseFee,
        Money overage,
        Money correction,
        Money total,
        List<InvoiceLine> lines,
        List<BilledVolume> removed) {

    public InvoiceDraft {
        lines = List.copyOf(lines);
        removed = List.copyOf(removed);
    }

    /** {@code late}: of periods that were closed before, in any order. */
    public static InvoiceDraft of(
            BillingPeriod period, String customerName, PricingPlan pricing, FamilyUsage family, List<LateUsage> late) {
        Lines lines = new Lines(customerName);
        Money usage = pricing.cost(family.total());
        lines.add(Kind.USAGE, period, family, Allocation.of(usage, family));
        long correction = 0;
        long correctedCount = 0;
        for (LateUsage earlier : inOrder(late)) {
            Money cost = earlier.correction();
            requireSameCurrency(usage, cost);
            lines.add(Kind.CORRECTION, earlier.period(), earlier.late(), Allocation.of(cost, earlier.late()));
            correction = Math.addExact(correction, cost.minorUnits());
            correctedCount = Math.addExact(correctedCount, earlier.late().total());
        }
        return new InvoiceDraft(
                family.total(),
                correctedCount,
                pricing.baseFee(),
                usage.of(usage.minorUnits() - pricing.baseFee().minorUnits()),
                usage.of(correction),
                usage.of(Math.addExact(usage.minorUnits(), correction)),
                lines.lines,
                lines.removed);
    }

    private static List<LateUsage> inOrder(List<LateUsage> late) {
        return late.stream()
                .filter(earlier -> earlier.late().total() > 0)
                .sorted(Comparator.comparing(earlier -> earlier.period().firstDay()))
                .toList();
    }

    private static void requireSameCurrency(Money one, Money other) {
        if (!one.currency().equals(other.currency())) {
            throw new IllegalArgumentException(
                    "one invoice has one currency, not " + one.currency() + " and " + other.currency());
        }
    }

    /** In the order of the invoice: the parent, its children newest first, the removed ones. */
    private static final class Lines {
        private final String customerName;
        private final List<InvoiceLine> lines = new ArrayList<>();
        private final List<BilledVolume> removed = new ArrayList<>();

        Lines(String customerName) {
            this.customerName = customerName;
        }

        void add(Kind kind, BillingPeriod period, FamilyUsage family, Allocation costs) {
            Iterator<Money> active = costs.active().iterator();
            add(kind, period, Bucket.PARENT, family.parent(), customerName, costs.parent());
            for (AccountVolume child : family.children()) {
                if (!child.removed()) {
                    add(kind, period, Bucket.SUB_ACCOUNT, child, child.name(), active.next());
                } else if (child.receptionCount() > 0) {
                    removed.add(new BilledVolume(period.name(), child.accountId(), child.receptionCount()));
                }
            }
            if (family.removed() > 0) {
                lines.add(new InvoiceLine(
                        kind,
                        period.name(),
                        Bucket.REMOVED_SUB_ACCOUNTS,
                        null,
                        "",
                        family.removed(),
                        costs.removed().minorUnits()));
            }
        }

        /** A correction has lines only for those that something arrived for. */
        private void add(
                Kind kind, BillingPeriod period, Bucket bucket, AccountVolume account, String name, Money cost) {
            if (kind == Kind.USAGE || account.receptionCount() > 0) {
                lines.add(new InvoiceLine(
                        kind,
                        period.name(),
                        bucket,
                        account.accountId(),
                        name,
                        account.receptionCount(),
                        cost.minorUnits()));
            }
        }
    }
}
