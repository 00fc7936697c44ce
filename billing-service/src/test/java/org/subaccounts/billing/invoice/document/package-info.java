/** Tests. */
@NullMarked
package org.subaccounts.billing.invoice.document;

import org.jspecify.annotations.NullMarked;
