/** Use case: read one message, with its content as long as that is kept. */
@NullMarked
package org.subaccounts.sending.message.get;

import org.jspecify.annotations.NullMarked;
