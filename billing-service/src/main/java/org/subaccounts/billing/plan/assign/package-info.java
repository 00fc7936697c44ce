/** An operator gives an account a plan. */
@NullMarked
package org.subaccounts.billing.plan.assign;

import org.jspecify.annotations.NullMarked;
