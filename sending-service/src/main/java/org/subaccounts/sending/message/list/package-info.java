/** Use case: list the messages of an account, filtered. */
@NullMarked
package org.subaccounts.sending.message.list;

import org.jspecify.annotations.NullMarked;
