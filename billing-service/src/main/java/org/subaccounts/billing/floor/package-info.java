/** Yardsticks for the benchmarks: the least that this very build can do with the same events and rows. Off unless configured. */
@NullMarked
package org.subaccounts.billing.floor;

import org.jspecify.annotations.NullMarked;
