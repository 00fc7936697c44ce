/** DKIM key pairs of domains; private keys are kept encrypted. */
@NullMarked
package org.subaccounts.sending.domain.dkim;

import org.jspecify.annotations.NullMarked;
