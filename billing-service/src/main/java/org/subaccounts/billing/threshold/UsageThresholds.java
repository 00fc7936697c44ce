package org.subaccounts.billing.threshold;

import java.util.HashSet;
import java.util.Set;
import org.axonframework.eventsourcing.annotation.EventSourcedEntity;
import org.axonframework.eventsourcing.annotation.EventSourcingHandler;
import org.axonframework.eventsourcing.annotation.reflection.EntityCreator;
import org.subaccounts.billing.threshold.ThresholdEvent.UsageThresholdReached;

/** Which shares of one limit were reported in one period. */
@EventSourcedEntity(tagKey = "usage-threshold")
public class UsageThresholds {
    private final Set<Integer> reportedPercents = new HashSet<>();

    @EntityCreator
    public UsageThresholds() {}

    public boolean isReported(int percent) {
        return reportedPercents.contains(percent);
    }

    @EventSourcingHandler
    void on(UsageThresholdReached event) {
        reportedPercents.add(event.percent());
    }
}
