/** An operator opens a parent account. */
@NullMarked
package org.subaccounts.account.parent.open;

import org.jspecify.annotations.NullMarked;
