/** Tests. */
@NullMarked
package org.subaccounts.billing.account;

import org.jspecify.annotations.NullMarked;
