/** Statistics: hourly sums, and what can be asked of them. */
@NullMarked
package org.subaccounts.sending.statistics;

import org.jspecify.annotations.NullMarked;
