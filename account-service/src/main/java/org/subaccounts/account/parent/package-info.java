/** Parent accounts: their events. */
@NullMarked
package org.subaccounts.account.parent;

import org.jspecify.annotations.NullMarked;
