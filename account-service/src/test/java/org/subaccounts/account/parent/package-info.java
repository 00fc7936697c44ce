/** Tests. */
@NullMarked
package org.subaccounts.account.parent;

import org.jspecify.annotations.NullMarked;
