/** Shares of their limits that accounts and families have reached: events and state. */
@NullMarked
package org.subaccounts.billing.threshold;

import org.jspecify.annotations.NullMarked;
