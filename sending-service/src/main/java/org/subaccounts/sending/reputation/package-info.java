/** How many of an account's messages bounce, and telling when it is too many. */
@NullMarked
package org.subaccounts.sending.reputation;

import org.jspecify.annotations.NullMarked;
