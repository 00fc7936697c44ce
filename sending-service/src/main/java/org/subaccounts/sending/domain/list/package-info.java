/** Use case: list the domains of an account. */
@NullMarked
package org.subaccounts.sending.domain.list;

import org.jspecify.annotations.NullMarked;
