/** The volume of a family by day, account or sending domain. */
@NullMarked
package org.subaccounts.billing.usage.breakdown;

import org.jspecify.annotations.NullMarked;
