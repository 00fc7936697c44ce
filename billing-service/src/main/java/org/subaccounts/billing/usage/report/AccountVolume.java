package org.subaccounts.billing.usage.report;

import java.util.UUID;

/** Billable recipients of one account in a period. */
record AccountVolume(UUID accountId, String name, boolean removed, long receptionCount) {}
