/** An operator suspends a parent account. */
@NullMarked
package org.subaccounts.account.parent.suspend;

import org.jspecify.annotations.NullMarked;
