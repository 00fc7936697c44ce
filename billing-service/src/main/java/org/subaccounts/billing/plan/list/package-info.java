/** Operators list plans. */
@NullMarked
package org.subaccounts.billing.plan.list;

import org.jspecify.annotations.NullMarked;
