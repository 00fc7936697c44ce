/** A parent changes the settings of a sub account. */
@NullMarked
package org.subaccounts.account.subaccount.update;

import org.jspecify.annotations.NullMarked;
