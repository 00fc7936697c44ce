/** A parent, or an operator for it, reads one invoice, as JSON, CSV or PDF. */
@NullMarked
package org.subaccounts.billing.invoice.get;

import org.jspecify.annotations.NullMarked;
