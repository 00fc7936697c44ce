package org.subaccounts.billing.plan;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What prices a parent's current period, and what is decided for later ones. */
@Schema(name = "AccountPlan")
public record AccountPlanView(
        @Schema(enumeration = "account_plan") String object,

        UUID accountId,

        @Schema(description = "The current period, a month in UTC such as `2026-11`.")
        String period,

        String planId,
        String name,

        @Schema(
                enumeration = {"assigned", "opened-with", "default"},
                description =
                        "Where the plan comes from: an assignment, the opening of the account, or the configuration.")
        String source,

        @Schema(description = "The date of the assignment; null if it was not assigned.") @Nullable LocalDate assignedFrom,

        Pricing pricing,

        @Schema(description = "Assignments, and versions of this plan, with a later date; at most 100.")
        List<Upcoming> upcoming) {
    public static final String ASSIGNED = "assigned";
    public static final String OPENED_WITH = "opened-with";
    public static final String DEFAULT = "default";

    /** The version in force; that of the configured plan has number 0 and no date. */
    @Schema(name = "AccountPlanPricing")
    public record Pricing(
            int version,

            @Schema(description = "ISO 4217, in lower case.")
            String currency,

            @Schema(description = "Of each month, in whole units of the currency.")
            BigDecimal baseFee,

            long baseFeeMinorUnits,
            long includedVolume,
            List<TierView> tiers,
            @Nullable LocalDate effectiveFrom) {
        static Pricing of(int version, PricingPlan pricing, @Nullable LocalDate effectiveFrom) {
            return new Pricing(
                    version,
                    PlanView.code(pricing),
                    pricing.baseFee().amount(),
                    pricing.baseFee().minorUnits(),
                    pricing.includedVolume(),
                    TierView.of(pricing),
                    effectiveFrom);
        }
    }

    /** A change that is decided already. */
    @Schema(name = "AccountPlanChange")
    public record Upcoming(
            @Schema(enumeration = {"assignment", "version"}) String kind,

            String planId,

            @Schema(description = "Null for an assignment.") @Nullable Integer version,

            LocalDate effectiveFrom,

            @Schema(description = "The first period that it prices, unless another change comes between.")
            String firstPeriod) {
        static final String ASSIGNMENT = "assignment";
    }
}
