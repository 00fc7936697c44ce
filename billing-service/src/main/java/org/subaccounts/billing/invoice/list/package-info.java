/** A parent lists its invoices, or an operator those of an account. */
@NullMarked
package org.subaccounts.billing.invoice.list;

import org.jspecify.annotations.NullMarked;
