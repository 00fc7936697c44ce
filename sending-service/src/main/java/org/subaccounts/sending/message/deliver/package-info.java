/** Use case: hand accepted messages, signed, to the SMTP relay, and repeat what failed for now. */
@NullMarked
package org.subaccounts.sending.message.deliver;

import org.jspecify.annotations.NullMarked;
