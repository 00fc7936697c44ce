package org.subaccounts.billing.period;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** From when to when a period goes, in answers. {@code end} is the first moment that belongs to the next period. */
@Schema(name = "UsagePeriod")
public record PeriodSpan(
        @Schema(description = "The first moment of the period.")
        Instant start,

        @Schema(description = "The first moment of the next one.")
        Instant end) {

    public static PeriodSpan of(BillingPeriod period) {
        return new PeriodSpan(period.start(), period.end());
    }
}
