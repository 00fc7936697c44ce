/** Use case: take back a message that is scheduled and was not attempted yet. */
@NullMarked
package org.subaccounts.sending.message.cancel;

import org.jspecify.annotations.NullMarked;
