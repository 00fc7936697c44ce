/** Tests. */
@NullMarked
package org.subaccounts.billing.money;

import org.jspecify.annotations.NullMarked;
