/** Yardsticks for the benchmarks: the least that an endpoint of this very build can do. Off unless configured. */
@NullMarked
package org.subaccounts.key.floor;

import org.jspecify.annotations.NullMarked;
