/** Tests. */
@NullMarked
package org.subaccounts.account;

import org.jspecify.annotations.NullMarked;
