/** Sub accounts: events, state, refusals and what the API shows. */
@NullMarked
package org.subaccounts.account.subaccount;

import org.jspecify.annotations.NullMarked;
