package org.subaccounts.billing.plan;

import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A plan as operators see it, with the version that holds today. */
@Schema(name = "Plan")
public record PlanView(
        @Schema(enumeration = "plan") String object,

        String id,
        String name,

        @Schema(description = "ISO 4217, in lower case.") String currency,

        @Schema(description = "The version that holds today, or the first one if none does yet.")
        PlanVersionView current,

        Instant createdAt,

        @Schema(description = "When it got its latest version.")
        Instant updatedAt) {
    public static PlanView of(String name, PlanVersionView current, Instant createdAt, Instant updatedAt) {
        return new PlanView("plan", current.planId(), name, current.currency(), current, createdAt, updatedAt);
    }

    /** ISO 4217 in lower case, as it is stored, published and shown. */
    public static String code(PricingPlan pricing) {
        return pricing.baseFee().currency().getCurrencyCode().toLowerCase(Locale.ROOT);
    }
}
