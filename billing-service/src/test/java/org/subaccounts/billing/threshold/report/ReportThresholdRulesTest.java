package org.subaccounts.billing.threshold.report;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.Rules;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.threshold.ThresholdEvent.UsageThresholdReached;
import org.subaccounts.billing.threshold.ThresholdId;
import org.subaccounts.billing.threshold.ThresholdId.Scope;

class ReportThresholdRulesTest {
    private static final UUID CHILD = new UUID(1, 1);
    private static final UUID PARENT = new UUID(2, 2);
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
    private static final BillingPeriod NOVEMBER = new BillingPeriod(LocalDate.of(2026, 11, 1));

    private final Rules rules = new Rules();
    private final ThresholdId november = new ThresholdId(CHILD, Scope.ACCOUNT, NOVEMBER);

    @AfterEach
    void close() {
        rules.close();
    }

    @Test
    void a_share_is_reported_once() {
        rules.accepts(List.of(), report(november, 50), reached(november, 50));
        rules.accepts(List.of(reached(november, 50)), report(november, 50));
        rules.accepts(List.of(reached(november, 80)), report(november, 50), reached(november, 50));
    }

    @Test
    void each_period_scope_and_account_has_shares_of_its_own() {
        for (ThresholdId other : List.of(
                new ThresholdId(CHILD, Scope.ACCOUNT, NOVEMBER.next()),
                new ThresholdId(CHILD, Scope.FAMILY, NOVEMBER),
                new ThresholdId(PARENT, Scope.ACCOUNT, NOVEMBER))) {
            rules.accepts(List.of(reached(november, 50)), report(other, 50), reached(other, 50));
        }
    }

    @Test
    void what_was_reported_stays_reported_whatever_the_limit_is_now() {
        ReportThreshold ofANewLimit = new ReportThreshold(november, PARENT, 50, 5_000, 3_000, AT);
        rules.accepts(List.of(reached(november, 50)), ofANewLimit);
    }

    private static ReportThreshold report(ThresholdId id, int percent) {
        return new ReportThreshold(id, PARENT, percent, 1_000, 950, AT);
    }

    private static UsageThresholdReached reached(ThresholdId id, int percent) {
        return new UsageThresholdReached(
                id.toString(),
                id.accountId(),
                PARENT,
                id.scope().code(),
                id.period().name(),
                percent,
                1_000,
                950,
                AT);
    }
}
