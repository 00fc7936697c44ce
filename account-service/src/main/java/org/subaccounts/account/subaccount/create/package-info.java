/** A parent creates a sub account. */
@NullMarked
package org.subaccounts.account.subaccount.create;

import org.jspecify.annotations.NullMarked;
