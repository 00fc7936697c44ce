package org.subaccounts.billing.plan;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** The plan of every parent that has no other. Amounts in whole currency units. */
@ConfigMapping(prefix = "billing.default-plan")
public interface DefaultPlanSettings {
    /** ISO 4217, in any case. */
    String currency();

    BigDecimal baseFee();

    @WithDefault("0")
    long includedVolume();

    List<TierSettings> tiers();

    /** {@code volumeUpTo} is absent in the last one. */
    interface TierSettings {
        Optional<Long> volumeUpTo();

        BigDecimal pricePerThousand();
    }
}
