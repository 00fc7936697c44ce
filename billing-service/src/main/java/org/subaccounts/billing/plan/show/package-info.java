/** Operators look at the plan of an account. */
@NullMarked
package org.subaccounts.billing.plan.show;

import org.jspecify.annotations.NullMarked;
