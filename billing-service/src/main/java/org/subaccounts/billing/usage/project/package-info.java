/** Counts billable recipients from sending-events. */
@NullMarked
package org.subaccounts.billing.usage.project;

import org.jspecify.annotations.NullMarked;
