/** Messages: identity, addresses and events. */
@NullMarked
package org.subaccounts.sending.message;

import org.jspecify.annotations.NullMarked;
