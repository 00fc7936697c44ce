/** Use case: seal the private DKIM keys anew after the encryption key was replaced. */
@NullMarked
package org.subaccounts.sending.domain.resealdkim;

import org.jspecify.annotations.NullMarked;
