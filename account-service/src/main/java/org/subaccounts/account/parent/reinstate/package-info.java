/** An operator lifts the suspension of a parent account. */
@NullMarked
package org.subaccounts.account.parent.reinstate;

import org.jspecify.annotations.NullMarked;
