package org.subaccounts.billing.plan;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One version of a plan as operators see it: prices that hold from a date on. */
@Schema(name = "PlanVersion")
public record PlanVersionView(
        @Schema(enumeration = "plan_version") String object,

        String planId,

        @Schema(description = "Counts from 1.") int version,

        @Schema(description = "ISO 4217, in lower case.") String currency,

        @Schema(description = "Of each month, in whole units of the currency.")
        BigDecimal baseFee,

        @Schema(description = "The same in the smallest units of the currency, such as cents.")
        long baseFeeMinorUnits,

        @Schema(description = "Messages of the whole family that the base fee covers each month.")
        long includedVolume,

        @Schema(description = "What messages beyond the included ones cost; empty: nothing.")
        List<TierView> tiers,

        @Schema(description = "The first day (UTC) on which it holds.")
        LocalDate effectiveFrom,

        Instant createdAt) {
    public static PlanVersionView of(
            String planId, int version, PricingPlan pricing, LocalDate effectiveFrom, Instant createdAt) {
        return new PlanVersionView(
                "plan_version",
                planId,
                version,
                PlanView.code(pricing),
                pricing.baseFee().amount(),
                pricing.baseFee().minorUnits(),
                pricing.includedVolume(),
                TierView.of(pricing),
                effectiveFrom,
                createdAt);
    }
}
