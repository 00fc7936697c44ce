/** Amounts in a currency's minor units. */
@NullMarked
package org.subaccounts.billing.money;

import org.jspecify.annotations.NullMarked;
