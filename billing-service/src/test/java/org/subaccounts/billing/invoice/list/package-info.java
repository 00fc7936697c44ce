/** Tests. */
@NullMarked
package org.subaccounts.billing.invoice.list;

import org.jspecify.annotations.NullMarked;
