/** Use case: accept one request as one message per recipient. */
@NullMarked
package org.subaccounts.sending.message.accept;

import org.jspecify.annotations.NullMarked;
