/** A parent lifts a suspension. */
@NullMarked
package org.subaccounts.account.subaccount.unsuspend;

import org.jspecify.annotations.NullMarked;
