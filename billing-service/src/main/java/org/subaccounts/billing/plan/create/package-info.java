/** An operator makes a plan. */
@NullMarked
package org.subaccounts.billing.plan.create;

import org.jspecify.annotations.NullMarked;
