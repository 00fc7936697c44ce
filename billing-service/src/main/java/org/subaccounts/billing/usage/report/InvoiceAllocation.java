package org.subaccounts.billing.usage.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.subaccounts.billing.allocation.LargestRemainder;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.PricingPlan;

/**
 * Prices the family's pooled volume and divides the cost over the parent, each child, and all removed children
 * together. Of equal remainders the lower account id goes first, the removed ones last. Pure.
 */
final class InvoiceAllocation {
    private static final String METHOD = "proportional";
    private static final String NOTE = "The parent pays one invoice for the whole family; allocated_cost divides it by"
            + " volume and is no price that an account would pay alone.";

    private InvoiceAllocation() {}

    private static final Comparator<AccountVolume> BY_ID =
            Comparator.comparing(volume -> volume.accountId().toString());

    static UsageReport report(BillingPeriod period, PricingPlan plan, FamilyUsage family) {
        long volume = family.total();
        Money total = plan.cost(volume);
        List<AccountVolume> active = family.active();
        Map<UUID, Long> costs = new HashMap<>();
        long removedCost = 0;
        if (volume == 0) {
            costs.put(family.parent().accountId(), total.minorUnits());
        } else {
            removedCost = divide(total, family, active, costs);
        }
        return new UsageReport(
                new UsageReport.Period(period.start(), period.end()),
                total.currency().getCurrencyCode().toLowerCase(Locale.ROOT),
                METHOD,
                NOTE,
                parent(family.parent(), total, costs),
                active.stream().map(child -> subAccount(child, total, costs)).toList(),
                new UsageReport.Aggregate(
                        family.removed(), total.of(removedCost).amount()),
                new UsageReport.Aggregate(volume, total.amount()));
    }

    /** Fills in the cost per account; gives that of the removed ones. */
    private static long divide(Money total, FamilyUsage family, List<AccountVolume> active, Map<UUID, Long> costs) {
        List<AccountVolume> named = new ArrayList<>(active);
        named.add(family.parent());
        named.sort(BY_ID);
        List<Long> weights = new ArrayList<>(
                named.stream().map(AccountVolume::receptionCount).toList());
        weights.add(family.removed());
        List<Long> parts = LargestRemainder.divide(total.minorUnits(), weights);
        for (int i = 0; i < named.size(); i++) {
            costs.put(named.get(i).accountId(), parts.get(i));
        }
        return parts.getLast();
    }

    private static UsageReport.Parent parent(AccountVolume parent, Money total, Map<UUID, Long> costs) {
        return new UsageReport.Parent(
                parent.accountId(),
                parent.receptionCount(),
                cost(parent, total, costs).amount());
    }

    private static UsageReport.SubAccount subAccount(AccountVolume child, Money total, Map<UUID, Long> costs) {
        return new UsageReport.SubAccount(
                child.accountId(),
                child.name(),
                child.receptionCount(),
                cost(child, total, costs).amount());
    }

    private static Money cost(AccountVolume volume, Money total, Map<UUID, Long> costs) {
        return total.of(costs.getOrDefault(volume.accountId(), 0L));
    }
}
