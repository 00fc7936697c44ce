/** Tests. */
@NullMarked
package org.subaccounts.billing.invoice;

import org.jspecify.annotations.NullMarked;
