/** Tests. */
@NullMarked
package org.subaccounts.billing.threshold.report;

import org.jspecify.annotations.NullMarked;
