package org.subaccounts.billing.plan;

import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.plan.PricingPlan.Tier;

/** One step of the price beyond the included volume: each message costs what its own tier says. */
@Schema(name = "PlanTier")
public record TierView(
        @Schema(description = "The last message beyond the included ones that has this price; null: no end.") @Nullable Long volumeUpTo,

        @Schema(description = "For 1,000 messages, in whole units of the currency.")
        BigDecimal pricePerThousand) {
    public static List<TierView> of(PricingPlan pricing) {
        return pricing.tiers().stream()
                .map(tier -> new TierView(
                        tier.volumeUpTo() == Tier.NO_END ? null : tier.volumeUpTo(), tier.pricePerThousand()))
                .toList();
    }
}
