/** An operator lifts a suspension by the platform's reputation protection. */
@NullMarked
package org.subaccounts.account.subaccount.lift;

import org.jspecify.annotations.NullMarked;
