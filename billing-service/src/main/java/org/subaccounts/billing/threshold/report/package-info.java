/** Reports each reached share of a limit once. */
@NullMarked
package org.subaccounts.billing.threshold.report;

import org.jspecify.annotations.NullMarked;
