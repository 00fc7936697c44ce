/** Builds the statistics anew from sending-events, while the old ones serve. */
@NullMarked
package org.subaccounts.sending.statistics.rebuild;

import org.jspecify.annotations.NullMarked;
