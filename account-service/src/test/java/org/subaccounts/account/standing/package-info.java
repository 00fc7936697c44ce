/** What the other services are told of an account. */
@NullMarked
package org.subaccounts.account.standing;

import org.jspecify.annotations.NullMarked;
