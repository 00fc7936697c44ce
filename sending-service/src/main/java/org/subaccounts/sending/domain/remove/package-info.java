/** Use case: remove a domain, on request or because its account was deleted. */
@NullMarked
package org.subaccounts.sending.domain.remove;

import org.jspecify.annotations.NullMarked;
