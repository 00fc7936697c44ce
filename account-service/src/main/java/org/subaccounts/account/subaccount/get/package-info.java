/** A parent reads one sub account. */
@NullMarked
package org.subaccounts.account.subaccount.get;

import org.jspecify.annotations.NullMarked;
