/** Tests. */
@NullMarked
package org.subaccounts.billing.invoice.statement;

import org.jspecify.annotations.NullMarked;
