/** Keeps the directory of accounts from account-events. */
@NullMarked
package org.subaccounts.billing.account.project;

import org.jspecify.annotations.NullMarked;
