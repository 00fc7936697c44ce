/** Account service: life cycle of accounts and sub accounts. */
@NullMarked
package org.subaccounts.account;

import org.jspecify.annotations.NullMarked;
