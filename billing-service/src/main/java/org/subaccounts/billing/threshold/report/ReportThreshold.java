package org.subaccounts.billing.threshold.report;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.threshold.ThresholdEvent.UsageThresholdReached;
import org.subaccounts.billing.threshold.ThresholdId;
import org.subaccounts.billing.threshold.UsageThresholds;

/** A share of a limit was seen to be reached; true if that is news. {@code parentAccountId}: of a child. */
@Command(namespace = "billing", name = "ReportThreshold", version = "1")
public record ReportThreshold(
        ThresholdId threshold,
        @Nullable UUID parentAccountId,
        int percent,
        long limit,
        long receptionCount,
        Instant at) {
    /** Decides. */
    public static class Handler {
        @CommandHandler
        public Boolean handle(
                ReportThreshold command,
                @InjectEntity(idProperty = "threshold") UsageThresholds thresholds,
                EventAppender events) {
            if (thresholds.isReported(command.percent)) {
                return false;
            }
            ThresholdId id = command.threshold;
            events.append(new UsageThresholdReached(
                    id.toString(),
                    id.accountId(),
                    command.parentAccountId,
                    id.scope().code(),
                    id.period().name(),
                    command.percent,
                    command.limit,
                    command.receptionCount,
                    command.at));
            return true;
        }
    }
}
