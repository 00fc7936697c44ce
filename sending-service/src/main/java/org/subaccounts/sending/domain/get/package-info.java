/** Use case: read one domain. */
@NullMarked
package org.subaccounts.sending.domain.get;

import org.jspecify.annotations.NullMarked;
