package org.subaccounts.billing.plan;

import java.math.BigDecimal;
import java.util.List;
import org.subaccounts.billing.money.Money;

/**
 * A base fee that includes a volume, and graduated tiers for what goes beyond: each message costs what its own tier
 * says. The last tier has no end; without tiers nothing is charged beyond the base fee. Pure.
 */
public record PricingPlan(Money baseFee, long includedVolume, List<Tier> tiers) {
    /** {@code volumeUpTo}: last message beyond the included ones that has this price; in whole currency units per 1,000. */
    public record Tier(long volumeUpTo, BigDecimal pricePerThousand) {
        public static final long NO_END = Long.MAX_VALUE;

        public Tier {
            if (volumeUpTo < 1 || pricePerThousand.signum() < 0) {
                throw new IllegalArgumentException("a tier has a volume and a price that is not negative: up to "
                        + volumeUpTo + " at " + pricePerThousand);
            }
        }
    }

    private static final int THOUSAND_DIGITS = 3;

    public PricingPlan {
        tiers = List.copyOf(tiers);
        if (includedVolume < 0) {
            throw new IllegalArgumentException("the included volume is not negative: " + includedVolume);
        }
        long before = 0;
        for (Tier tier : tiers) {
            if (tier.volumeUpTo() <= before) {
                throw new IllegalArgumentException("tiers go upwards, but " + tier.volumeUpTo() + " follows " + before);
            }
            before = tier.volumeUpTo();
        }
        if (!tiers.isEmpty() && before != Tier.NO_END) {
            throw new IllegalArgumentException("the last tier has no end");
        }
    }

    /** The same prices and included volume, for who is no customer any more. */
    public PricingPlan withoutBaseFee() {
        return new PricingPlan(baseFee.of(0), includedVolume, tiers);
    }

    /** Exact up to the end, then rounded once, half up, to a minor unit. */
    public Money cost(long volume) {
        long beyond = Math.max(0, volume - includedVolume);
        BigDecimal cost = baseFee.amount();
        long from = 0;
        for (Tier tier : tiers) {
            long inTier = Math.max(0, Math.min(beyond, tier.volumeUpTo()) - from);
            cost = cost.add(
                    tier.pricePerThousand().multiply(BigDecimal.valueOf(inTier)).movePointLeft(THOUSAND_DIGITS));
            from = tier.volumeUpTo();
        }
        return Money.rounded(cost, baseFee.currency());
    }
}
