/** What happened to an account and its keys. */
@NullMarked
package org.subaccounts.account.history;

import org.jspecify.annotations.NullMarked;
