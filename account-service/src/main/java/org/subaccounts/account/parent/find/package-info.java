/** Operators list accounts and look at one. */
@NullMarked
package org.subaccounts.account.parent.find;

import org.jspecify.annotations.NullMarked;
