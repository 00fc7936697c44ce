/** An operator gives a plan a new version. */
@NullMarked
package org.subaccounts.billing.plan.price;

import org.jspecify.annotations.NullMarked;
