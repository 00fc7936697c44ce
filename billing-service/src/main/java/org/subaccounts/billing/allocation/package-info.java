/** Divides one amount over many shares. */
@NullMarked
package org.subaccounts.billing.allocation;

import org.jspecify.annotations.NullMarked;
