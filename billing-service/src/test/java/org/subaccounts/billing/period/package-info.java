/** Tests. */
@NullMarked
package org.subaccounts.billing.period;

import org.jspecify.annotations.NullMarked;
