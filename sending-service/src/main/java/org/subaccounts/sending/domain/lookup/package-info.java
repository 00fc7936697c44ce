/** Use case: another service asks whether an account owns a domain. */
@NullMarked
package org.subaccounts.sending.domain.lookup;

import org.jspecify.annotations.NullMarked;
