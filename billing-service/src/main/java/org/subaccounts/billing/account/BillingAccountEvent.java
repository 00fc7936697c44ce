package org.subaccounts.billing.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.axonframework.eventsourcing.annotation.EventTag;
import org.axonframework.messaging.eventhandling.annotation.Event;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.plan.StoredPricing;

/** What happens to a parent account's billing. Stored events: private to the service, never renamed. */
public sealed interface BillingAccountEvent {
    UUID accountId();

    Instant occurredAt();

    /**
     * The head of the invoice, without its lines, and the pricing that corrections of this period will use. Amounts are in
     * minor units of the currency (ISO 4217, lower case); {@code period}: {@code 2026-10}. Without an
     * issuer in events of the first version of the service.
     */
    @Event(namespace = "billing", name = "BillingPeriodClosed", version = "1")
    record BillingPeriodClosed(
            @EventTag(key = "billing-account") UUID accountId,
            String period,
            UUID invoiceId,
            String number,
            String customerName,
            String planId,
            String planName,
            int planVersion,
            StoredPricing pricing,
            String currency,
            long receptionCount,
            long correctedCount,
            long baseFeeMinorUnits,
            long overageMinorUnits,
            long correctionMinorUnits,
            long totalMinorUnits,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Issuer issuer,

            Instant occurredAt)
            implements BillingAccountEvent {}
}
