/** What sending-service's events tell of accounts: domains and last activity. */
@NullMarked
package org.subaccounts.account.activity;

import org.jspecify.annotations.NullMarked;
