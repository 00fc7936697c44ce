/** A period has ended: its invoice is made, once. */
@NullMarked
package org.subaccounts.billing.period.close;

import org.jspecify.annotations.NullMarked;
