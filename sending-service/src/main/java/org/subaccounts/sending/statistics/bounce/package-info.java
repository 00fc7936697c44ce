/** Use case: why messages bounced, over time. */
@NullMarked
package org.subaccounts.sending.statistics.bounce;

import org.jspecify.annotations.NullMarked;
