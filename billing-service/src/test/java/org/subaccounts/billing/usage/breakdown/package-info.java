/** Tests. */
@NullMarked
package org.subaccounts.billing.usage.breakdown;

import org.jspecify.annotations.NullMarked;
