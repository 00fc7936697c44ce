/** The parent's usage and what each account's share of the invoice is. */
@NullMarked
package org.subaccounts.billing.usage.report;

import org.jspecify.annotations.NullMarked;
