package org.subaccounts.billing.invoice;

import java.util.UUID;

/** How much of one account's volume of a period an invoice has; {@code period}: {@code 2026-10}. */
public record BilledVolume(String period, UUID accountId, long receptionCount) {}
