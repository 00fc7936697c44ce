/** A parent lists its sub accounts. */
@NullMarked
package org.subaccounts.account.subaccount.list;

import org.jspecify.annotations.NullMarked;
