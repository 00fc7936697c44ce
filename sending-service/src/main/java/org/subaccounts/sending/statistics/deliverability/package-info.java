/** Use case: how many messages were accepted, delivered, and so on, over time. */
@NullMarked
package org.subaccounts.sending.statistics.deliverability;

import org.jspecify.annotations.NullMarked;
