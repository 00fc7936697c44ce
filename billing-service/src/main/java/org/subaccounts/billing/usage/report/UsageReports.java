package org.subaccounts.billing.usage.report;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.subaccounts.billing.invoice.read.IssuedInvoice;
import org.subaccounts.billing.invoice.read.IssuedInvoices;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.PlanInForce;
import org.subaccounts.billing.plan.PlansInForce;
import org.subaccounts.billing.plan.PricingPlan;
import org.subaccounts.billing.usage.FamilyUsage;
import org.subaccounts.billing.usage.FamilyUsages;

/** Reports of a family's periods: those with an invoice from it, the others from what is counted and the plan in force. */
@Singleton
class UsageReports {
    private final FamilyUsages usages;
    private final PlansInForce plans;
    private final IssuedInvoices invoices;
    private final FamilyHistory history;

    UsageReports(FamilyUsages usages, PlansInForce plans, IssuedInvoices invoices, FamilyHistory history) {
        this.usages = usages;
        this.plans = plans;
        this.invoices = invoices;
        this.history = history;
    }

    Uni<UsageReport> of(UUID parentId, BillingPeriod period, Instant now) {
        if (PeriodStatus.notInvoiced(period, now) == PeriodStatus.OPEN) {
            return Uni.combine()
                    .all()
                    .unis(usages.read(parentId, period), plans.of(parentId, period))
                    .with((family, plan) -> FamilyReport.counted(period, PeriodStatus.OPEN, plan.pricing(), family));
        }
        return invoices.ofPeriod(parentId, period)
                .chain(invoice -> invoice.map(this::invoiced).orElseGet(() -> closing(parentId, period)));
    }

    private Uni<UsageReport> invoiced(IssuedInvoice invoice) {
        return Uni.combine()
                .all()
                .unis(invoices.usageLines(invoice), history.lateCount(invoice))
                .with((lines, late) -> FamilyReport.invoiced(invoice, lines, late));
    }

    private Uni<UsageReport> closing(UUID parentId, BillingPeriod period) {
        return Uni.combine()
                .all()
                .unis(usages.read(parentId, period), plans.of(parentId, period), history.openedAt(parentId))
                .with((family, plan, openedAt) -> FamilyReport.counted(
                        period, PeriodStatus.CLOSING, pricing(plan, family, period, openedAt), family));
    }

    /** A month before the account was there, or of which nothing is known, costs nothing. */
    private static PricingPlan pricing(
            PlanInForce plan, FamilyUsage family, BillingPeriod period, Optional<Instant> openedAt) {
        boolean wasThere = openedAt.map(opened -> opened.isBefore(period.end())).orElse(false);
        return wasThere || family.total() > 0
                ? plan.pricing()
                : new PricingPlan(plan.pricing().baseFee().of(0), 0, List.of());
    }
}
