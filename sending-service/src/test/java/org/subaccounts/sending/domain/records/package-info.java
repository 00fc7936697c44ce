/** Rules of DNS records. */
@NullMarked
package org.subaccounts.sending.domain.records;

import org.jspecify.annotations.NullMarked;
