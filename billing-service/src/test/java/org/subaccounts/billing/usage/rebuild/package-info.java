/** Tests of rebuilding the counts. */
@NullMarked
package org.subaccounts.billing.usage.rebuild;

import org.jspecify.annotations.NullMarked;
