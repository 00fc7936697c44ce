/** Tests. */
@NullMarked
package org.subaccounts.billing.invoice.get;

import org.jspecify.annotations.NullMarked;
