/** Tests. */
@NullMarked
package org.subaccounts.billing.usage.report;

import org.jspecify.annotations.NullMarked;
