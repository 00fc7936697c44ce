/** Suspension by the platform's reputation protection. */
@NullMarked
package org.subaccounts.account.subaccount.reputation;

import org.jspecify.annotations.NullMarked;
