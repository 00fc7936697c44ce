package org.subaccounts.billing.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.axonframework.eventsourcing.annotation.EventTag;
import org.axonframework.messaging.eventhandling.annotation.Event;

/**
 * What happens to plans, and which accounts get them. Stored events: private to the service, never renamed. Currencies are
 * ISO 4217 codes in lower case.
 */
public sealed interface PlanEvent {
    String planId();

    Instant occurredAt();

    /** With it comes version 1 of the plan. */
    @Event(namespace = "billing", name = "PlanCreated", version = "1")
    record PlanCreated(
            @EventTag(key = "plan") String planId,
            String name,
            String currency,
            StoredPricing pricing,
            LocalDate effectiveFrom,
            Instant occurredAt)
            implements PlanEvent {}

    /** A further version of the plan: of two that hold from the same date, the later one holds. */
    @Event(namespace = "billing", name = "PlanPriced", version = "1")
    record PlanPriced(
            @EventTag(key = "plan") String planId,
            int version,
            StoredPricing pricing,
            LocalDate effectiveFrom,
            Instant occurredAt)
            implements PlanEvent {}

    /** An account has the plan from a date on; {@code sequence} counts the assignments of the account from 1. */
    @Event(namespace = "billing", name = "PlanAssigned", version = "1")
    record PlanAssigned(
            @EventTag(key = "billing-account") UUID accountId,
            int sequence,
            String planId,
            String currency,
            LocalDate effectiveFrom,
            Instant occurredAt)
            implements PlanEvent {}
}
