/** Use case: forget mail of accounts that are gone. */
@NullMarked
package org.subaccounts.sending.message.drop;

import org.jspecify.annotations.NullMarked;
