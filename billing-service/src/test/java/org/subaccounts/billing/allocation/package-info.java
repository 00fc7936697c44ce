/** Tests. */
@NullMarked
package org.subaccounts.billing.allocation;

import org.jspecify.annotations.NullMarked;
