/** Use case: how long delivery took, over time and by recipient domain. */
@NullMarked
package org.subaccounts.sending.statistics.deliverytime;

import org.jspecify.annotations.NullMarked;
