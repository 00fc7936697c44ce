/** The platform's own DNS zone with the DKIM keys that domains' aliases lead to: kept, published and listed. */
@NullMarked
package org.subaccounts.sending.domain.zone;

import org.jspecify.annotations.NullMarked;
