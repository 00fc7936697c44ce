/** What a billing period is. */
@NullMarked
package org.subaccounts.billing.period;

import org.jspecify.annotations.NullMarked;
