/** An operator closes a parent account; its children are deleted. */
@NullMarked
package org.subaccounts.account.parent.close;

import org.jspecify.annotations.NullMarked;
