package org.subaccounts.billing.plan;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A plan as operators see it, with everything that it ever cost or will cost. */
@Schema(name = "PlanDetails")
public record PlanDetails(
        @Schema(enumeration = "plan") String object,

        String id,
        String name,

        @Schema(description = "ISO 4217, in lower case.") String currency,

        @Schema(description = "The version that holds today, or the first one if none does yet.")
        PlanVersionView current,

        @Schema(description = "All of them, newest first.") List<PlanVersionView> versions,

        Instant createdAt,

        @Schema(description = "When it got its latest version.")
        Instant updatedAt) {}
