/** What this service knows of accounts: who may send at the moment. */
@NullMarked
package org.subaccounts.sending.account;

import org.jspecify.annotations.NullMarked;
