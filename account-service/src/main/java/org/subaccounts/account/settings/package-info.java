/** What an account, parent or child, says of itself and sets for its mail. */
@NullMarked
package org.subaccounts.account.settings;

import org.jspecify.annotations.NullMarked;
