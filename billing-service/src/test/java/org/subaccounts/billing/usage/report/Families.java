package org.subaccounts.billing.usage.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.subaccounts.billing.usage.AccountVolume;
import org.subaccounts.billing.usage.FamilyUsage;

/** Families of accounts, and what holds for every report on them. */
final class Families {
    static final UUID PARENT = id(500);

    private Families() {}

    static void requireConsistent(UsageReport report) {
        BigDecimal cost =
                report.parent().allocatedCost().add(report.removedSubAccounts().allocatedCost());
        long minorUnits = report.parent().allocatedCostMinorUnits()
                + report.removedSubAccounts().allocatedCostMinorUnits();
        long volume =
                report.parent().receptionCount() + report.removedSubAccounts().receptionCount();
        for (UsageReport.SubAccount child : report.subAccounts()) {
            cost = cost.add(child.allocatedCost());
            volume += child.receptionCount();
            minorUnits += child.allocatedCostMinorUnits();
            assertThat(child.allocatedCost().unscaledValue().longValueExact())
                    .isEqualTo(child.allocatedCostMinorUnits());
            assertThat(child.allocatedCost().signum()).isNotNegative();
            assertThat(child.allocatedCost().scale())
                    .isEqualTo(report.total().allocatedCost().scale());
        }
        assertThat(cost).isEqualTo(report.total().allocatedCost());
        assertThat(minorUnits).isEqualTo(report.total().allocatedCostMinorUnits());
        assertThat(volume).isEqualTo(report.total().receptionCount());
    }

    static FamilyUsage family(long parentVolume, List<AccountVolume> children) {
        return new FamilyUsage(new AccountVolume(PARENT, "", false, parentVolume), children);
    }

    static AccountVolume child(int number, long volume) {
        return new AccountVolume(id(number), "child " + number, false, volume);
    }

    static AccountVolume removed(int number, long volume) {
        return new AccountVolume(id(number), "child " + number, true, volume);
    }

    static UUID id(int number) {
        return new UUID(0x0190a00000007000L, 0x8000000000000000L + number);
    }
}
