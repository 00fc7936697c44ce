/** Suppressions: addresses that an account does not send to, until they expire. */
@NullMarked
package org.subaccounts.sending.suppression;

import org.jspecify.annotations.NullMarked;
