package org.subaccounts.billing.usage.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.subaccounts.billing.usage.report.Families.PARENT;
import static org.subaccounts.billing.usage.report.Families.child;
import static org.subaccounts.billing.usage.report.Families.family;
import static org.subaccounts.billing.usage.report.Families.id;
import static org.subaccounts.billing.usage.report.Families.removed;
import static org.subaccounts.billing.usage.report.Families.requireConsistent;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.PricingPlan;
import org.subaccounts.billing.usage.AccountVolume;

class FamilyReportTest {
    private static final BillingPeriod PERIOD = new BillingPeriod(LocalDate.of(2024, 1, 1));

    @Test
    void the_cost_falls_on_parent_children_and_removed_children_by_volume() {
        UsageReport report = report(plan("USD", "80.00"), 1_000, child(1, 3_000), child(2, 0), removed(3, 4_000));

        assertThat(report.billingPeriod().start()).hasToString("2024-01-01T00:00:00Z");
        assertThat(report.billingPeriod().end()).hasToString("2024-02-01T00:00:00Z");
        assertThat(report.currency()).isEqualTo("usd");
        assertThat(report.allocationMethod()).isEqualTo("proportional");
        assertThat(report.allocationNote()).isNotBlank();
        assertThat(report.currencyMinorUnitDigits()).isEqualTo(2);
        assertThat(report.periodStatus()).isEqualTo("open");
        assertThat(report.invoiceId()).isNull();
        assertThat(report.parent()).isEqualTo(new UsageReport.Parent(PARENT, 1_000, new BigDecimal("10.00"), 1_000));
        assertThat(report.subAccounts())
                .containsExactly(
                        new UsageReport.SubAccount(id(1), "child 1", 3_000, new BigDecimal("30.00"), 3_000),
                        new UsageReport.SubAccount(id(2), "child 2", 0, new BigDecimal("0.00"), 0));
        assertThat(report.removedSubAccounts())
                .isEqualTo(new UsageReport.Aggregate(4_000, new BigDecimal("40.00"), 4_000));
        assertThat(report.total()).isEqualTo(new UsageReport.Aggregate(8_000, new BigDecimal("80.00"), 8_000));
    }

    @Test
    void without_any_volume_everything_falls_to_the_parent() {
        UsageReport report = report(plan("USD", "25.00"), 0, child(1, 0), child(2, 0));

        assertThat(report.parent().allocatedCost()).hasToString("25.00");
        assertThat(report.subAccounts()).allMatch(child -> child.allocatedCost().signum() == 0);
        assertThat(report.removedSubAccounts()).isEqualTo(new UsageReport.Aggregate(0, new BigDecimal("0.00"), 0));
        assertThat(report.total().allocatedCost()).hasToString("25.00");
    }

    @Test
    void a_parent_without_children_pays_for_itself() {
        UsageReport report = report(plan("USD", "25.00"), 7);
        assertThat(report.parent().allocatedCost()).hasToString("25.00");
        assertThat(report.subAccounts()).isEmpty();
    }

    @Test
    void one_child_that_sent_everything_gets_everything() {
        UsageReport report = report(plan("USD", "25.00"), 0, child(1, 2));
        assertThat(report.parent().allocatedCost()).hasToString("0.00");
        assertThat(report.subAccounts().getFirst().allocatedCost()).hasToString("25.00");
    }

    @Test
    void of_equal_volumes_the_lower_account_id_gets_the_unit_left_over_and_the_removed_ones_come_last() {
        UsageReport report = report(plan("USD", "0.02"), 5, child(900, 5), removed(1, 5));
        assertThat(report.parent().allocatedCost()).hasToString("0.01");
        assertThat(report.subAccounts().getFirst().allocatedCost()).hasToString("0.01");
        assertThat(report.removedSubAccounts().allocatedCost()).hasToString("0.00");
    }

    @Test
    void currencies_without_decimals_and_with_three_keep_their_own() {
        assertThat(report(plan("JPY", "100"), 1, child(1, 2))
                        .subAccounts()
                        .getFirst()
                        .allocatedCost())
                .hasToString("67");
        assertThat(report(plan("KWD", "100.000"), 1, child(1, 2)).parent().allocatedCost())
                .hasToString("33.333");
    }

    @Test
    void ten_thousand_children_sum_to_the_total() {
        List<AccountVolume> children = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            children.add(i % 7 == 0 ? removed(1_000 + i, i) : child(1_000 + i, i * 31L % 997));
        }
        requireConsistent(
                FamilyReport.counted(PERIOD, PeriodStatus.OPEN, plan("USD", "12345.67"), family(3, children)));
    }

    @Test
    void huge_counts_sum_to_the_total() {
        long huge = 1_000_000_000_000_000L;
        requireConsistent(report(
                plan("USD", "9.99"), huge, child(1, huge - 1), child(2, 1), child(3, huge + 7), removed(4, huge)));
    }

    private static UsageReport report(PricingPlan plan, long parentVolume, AccountVolume... children) {
        return FamilyReport.counted(PERIOD, PeriodStatus.OPEN, plan, family(parentVolume, List.of(children)));
    }

    private static PricingPlan plan(String currency, String baseFee) {
        return new PricingPlan(Money.exact(new BigDecimal(baseFee), Money.currency(currency)), 0, List.of());
    }
}
