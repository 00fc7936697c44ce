package org.subaccounts.billing.threshold.report;

import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.List;

/** The shares of a limit that are reported; wrong ones keep the service from starting. */
@Startup
@Singleton
public class ThresholdPercents {
    private static final int MAX_COUNT = 10;
    private static final int MAX_PERCENT = 1_000;

    private final List<Integer> ascending;

    ThresholdPercents(ThresholdSettings settings) {
        List<Integer> percents = settings.percents();
        int before = 0;
        for (int percent : percents) {
            if (percent <= before || percent > MAX_PERCENT) {
                throw new IllegalArgumentException("billing.threshold.percents ascend from 1 to " + MAX_PERCENT
                        + ", but " + percent + " follows " + before);
            }
            before = percent;
        }
        if (percents.isEmpty() || percents.size() > MAX_COUNT) {
            throw new IllegalArgumentException(
                    "billing.threshold.percents are 1 to " + MAX_COUNT + ", not " + percents.size());
        }
        this.ascending = List.copyOf(percents);
    }

    public List<Integer> ascending() {
        return ascending;
    }
}
