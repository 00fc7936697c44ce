/** Tests. */
@NullMarked
package org.subaccounts.billing.usage;

import org.jspecify.annotations.NullMarked;
