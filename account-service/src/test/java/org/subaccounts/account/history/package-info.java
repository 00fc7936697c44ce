/** Tests. */
@NullMarked
package org.subaccounts.account.history;

import org.jspecify.annotations.NullMarked;
