/** Tests. */
@NullMarked
package org.subaccounts.account.publish;

import org.jspecify.annotations.NullMarked;
