/** Use case: suppress an address on request. */
@NullMarked
package org.subaccounts.sending.suppression.add;

import org.jspecify.annotations.NullMarked;
