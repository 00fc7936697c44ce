/** Use case: replace the DKIM key of a domain, on an operator's request or by age, without a mail that does not verify. */
@NullMarked
package org.subaccounts.sending.domain.rotatedkim;

import org.jspecify.annotations.NullMarked;
