package org.subaccounts.billing.plan;

import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.Currency;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.plan.PricingPlan.Tier;

/** The configured plan; a wrong one keeps the service from starting. */
@Startup
@Singleton
public class DefaultPlan {
    private final PricingPlan plan;

    public DefaultPlan(DefaultPlanSettings settings) {
        Currency currency = Money.currency(settings.currency());
        this.plan = new PricingPlan(
                Money.exact(settings.baseFee(), currency),
                settings.includedVolume(),
                settings.tiers().stream()
                        .map(tier -> new Tier(tier.volumeUpTo().orElse(Tier.NO_END), tier.pricePerThousand()))
                        .toList());
    }

    public PricingPlan plan() {
        return plan;
    }
}
