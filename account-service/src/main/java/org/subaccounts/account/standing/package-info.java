/** What the other services may ask about an account. */
@NullMarked
package org.subaccounts.account.standing;

import org.jspecify.annotations.NullMarked;
