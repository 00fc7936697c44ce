package org.subaccounts.billing.usage;

import java.util.UUID;

/** Billable recipients of one account in a period. */
public record AccountVolume(UUID accountId, String name, boolean removed, long receptionCount) {}
