/** Tests. */
@NullMarked
package org.subaccounts.billing.publish;

import org.jspecify.annotations.NullMarked;
