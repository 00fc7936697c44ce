/** Tests. */
@NullMarked
package org.subaccounts.billing.period.close;

import org.jspecify.annotations.NullMarked;
