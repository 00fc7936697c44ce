/** Reading an account's own settings. */
@NullMarked
package org.subaccounts.account.settings.get;

import org.jspecify.annotations.NullMarked;
