/** What a family used in a period. */
@NullMarked
package org.subaccounts.billing.usage;

import org.jspecify.annotations.NullMarked;
