/** A parent suspends a sub account. */
@NullMarked
package org.subaccounts.account.subaccount.suspend;

import org.jspecify.annotations.NullMarked;
