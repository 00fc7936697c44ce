package org.subaccounts.billing.period.close;

import java.util.UUID;
import org.subaccounts.billing.period.BillingPeriod;

/** A parent whose periods from {@code next} to {@code last} are to be closed. {@code name}: the customer's, as it is now. */
public record DueFamily(UUID accountId, String name, BillingPeriod next, BillingPeriod last) {}
