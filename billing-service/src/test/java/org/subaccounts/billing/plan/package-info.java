/** Tests. */
@NullMarked
package org.subaccounts.billing.plan;

import org.jspecify.annotations.NullMarked;
