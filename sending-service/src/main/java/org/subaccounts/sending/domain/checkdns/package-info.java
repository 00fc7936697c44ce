/** Use case: look the records of a domain up and verify it, or find it broken. */
@NullMarked
package org.subaccounts.sending.domain.checkdns;

import org.jspecify.annotations.NullMarked;
