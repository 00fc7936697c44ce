/** The rule book of sub accounts. */
@NullMarked
package org.subaccounts.account.subaccount;

import org.jspecify.annotations.NullMarked;
