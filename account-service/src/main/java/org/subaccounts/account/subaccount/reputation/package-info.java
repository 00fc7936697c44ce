/** The platform protects its reputation: a sub account whose mail bounces too often is suspended. */
@NullMarked
package org.subaccounts.account.subaccount.reputation;

import org.jspecify.annotations.NullMarked;
