/** Changing an account's own settings. */
@NullMarked
package org.subaccounts.account.settings.update;

import org.jspecify.annotations.NullMarked;
