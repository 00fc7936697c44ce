/** Use case: delete suppressions that have expired, or whose account is deleted. */
@NullMarked
package org.subaccounts.sending.suppression.expire;

import org.jspecify.annotations.NullMarked;
