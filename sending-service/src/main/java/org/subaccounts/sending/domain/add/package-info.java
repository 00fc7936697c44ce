/** Use case: an account adds a sending domain. */
@NullMarked
package org.subaccounts.sending.domain.add;

import org.jspecify.annotations.NullMarked;
