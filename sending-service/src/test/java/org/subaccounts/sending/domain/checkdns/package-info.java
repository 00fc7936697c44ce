/** Rules of DNS checks, and checks against a real DNS server. */
@NullMarked
package org.subaccounts.sending.domain.checkdns;

import org.jspecify.annotations.NullMarked;
