package org.subaccounts.billing.usage.report;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Usage of a parent's family in a period and how the parent's one invoice falls on it. Amounts are in whole currency
 * units with the currency's decimals; those of the buckets sum to the total's exactly.
 */
public record UsageReport(
        Period billingPeriod,
        String currency,
        String allocationMethod,
        String allocationNote,
        Parent parent,
        List<SubAccount> subAccounts,
        Aggregate removedSubAccounts,
        Aggregate total) {

    /** {@code end} is the first moment that belongs to the next period. */
    public record Period(Instant start, Instant end) {}

    public record Parent(UUID accountId, long receptionCount, BigDecimal allocatedCost) {}

    public record SubAccount(UUID accountId, String name, long receptionCount, BigDecimal allocatedCost) {}

    /** Of accounts that are not named. */
    public record Aggregate(long receptionCount, BigDecimal allocatedCost) {}
}
