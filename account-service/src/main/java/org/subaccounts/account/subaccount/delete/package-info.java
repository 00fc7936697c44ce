/** A parent deletes a sub account for good. */
@NullMarked
package org.subaccounts.account.subaccount.delete;

import org.jspecify.annotations.NullMarked;
