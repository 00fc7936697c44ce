/** Invoices and statements as files: CSV and PDF. */
@NullMarked
package org.subaccounts.billing.invoice.document;

import org.jspecify.annotations.NullMarked;
