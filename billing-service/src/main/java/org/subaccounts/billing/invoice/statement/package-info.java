/** A parent reads what one sub account used and cost on an invoice. */
@NullMarked
package org.subaccounts.billing.invoice.statement;

import org.jspecify.annotations.NullMarked;
