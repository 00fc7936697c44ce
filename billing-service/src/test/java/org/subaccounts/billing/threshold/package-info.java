/** Tests. */
@NullMarked
package org.subaccounts.billing.threshold;

import org.jspecify.annotations.NullMarked;
