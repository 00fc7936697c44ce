/** What was invoiced, as it is stored and as it is shown. */
@NullMarked
package org.subaccounts.billing.invoice.read;

import org.jspecify.annotations.NullMarked;
