/** Builds the counts anew from sending-events, while the old ones serve. */
@NullMarked
package org.subaccounts.billing.usage.rebuild;

import org.jspecify.annotations.NullMarked;
