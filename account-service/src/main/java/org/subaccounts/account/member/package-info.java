/** Members of accounts: events, state, refusals and what the API shows. */
@NullMarked
package org.subaccounts.account.member;

import org.jspecify.annotations.NullMarked;
