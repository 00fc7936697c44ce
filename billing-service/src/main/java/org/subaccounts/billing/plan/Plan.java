package org.subaccounts.billing.plan;

import java.time.LocalDate;
import org.axonframework.eventsourcing.annotation.EventSourcedEntity;
import org.axonframework.eventsourcing.annotation.EventSourcingHandler;
import org.axonframework.eventsourcing.annotation.reflection.EntityCreator;
import org.subaccounts.billing.plan.PlanEvent.PlanCreated;
import org.subaccounts.billing.plan.PlanEvent.PlanPriced;

/** A plan as its events make it. */
@EventSourcedEntity(tagKey = "plan")
public class Plan {
    private int versions;
    private String currency = "";
    private LocalDate pricedFrom = LocalDate.MAX;

    @EntityCreator
    public Plan() {}

    public boolean isThere() {
        return versions > 0;
    }

    public void requireThere() {
        if (!isThere()) {
            throw new PlanRefusal.NotFound();
        }
    }

    /** How many it has; they are numbered from 1. */
    public int versions() {
        return versions;
    }

    /** ISO 4217 in lower case. */
    public String currency() {
        return currency;
    }

    /** The first date on which one of its versions holds. */
    public LocalDate pricedFrom() {
        return pricedFrom;
    }

    @EventSourcingHandler
    void on(PlanCreated event) {
        versions = 1;
        currency = event.currency();
        pricedFrom = event.effectiveFrom();
    }

    @EventSourcingHandler
    void on(PlanPriced event) {
        versions = event.version();
        if (event.effectiveFrom().isBefore(pricedFrom)) {
            pricedFrom = event.effectiveFrom();
        }
    }
}
