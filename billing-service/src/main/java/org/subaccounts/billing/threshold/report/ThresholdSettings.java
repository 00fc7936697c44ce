package org.subaccounts.billing.threshold.report;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;

/** Which shares of a limit are reported, and how often usage is looked at. */
@ConfigMapping(prefix = "billing.threshold")
public interface ThresholdSettings {
    /** Ascending, each 1 to 1000, 1 to 10 of them. */
    @WithDefault("50,80,90,100")
    List<Integer> percents();

    /** A duration, such as {@code 5s}; {@code off} for never. */
    @WithDefault("5s")
    String every();
}
