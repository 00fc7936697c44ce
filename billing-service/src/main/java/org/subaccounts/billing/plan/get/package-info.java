/** Operators look at a plan and all its versions. */
@NullMarked
package org.subaccounts.billing.plan.get;

import org.jspecify.annotations.NullMarked;
