/** What a closed period costs, line by line. */
@NullMarked
package org.subaccounts.billing.invoice;

import org.jspecify.annotations.NullMarked;
