/** Usage of accounts and what it costs: counts, prices, divides the parent's invoice. */
@NullMarked
package org.subaccounts.billing;

import org.jspecify.annotations.NullMarked;
