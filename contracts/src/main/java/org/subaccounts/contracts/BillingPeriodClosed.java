package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/**
 * A parent's period was closed: its invoice is final, what arrives later goes onto the next one. {@code period}: the month in
 * UTC, {@code 2026-10}; {@code receptionCount}: the family's volume of it; {@code currency}: ISO 4217 in lower case.
 */
@ContractEventType(name = "BillingPeriodClosed", version = 1)
public record BillingPeriodClosed(
        @JsonProperty("account_id") UUID accountId,
        String period,
        @JsonProperty("invoice_id") UUID invoiceId,
        @JsonProperty("plan_id") String planId,
        @JsonProperty("reception_count") long receptionCount,
        @JsonProperty("total_minor_units") long totalMinorUnits,
        String currency,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}
