/** Plans: their events, what a volume costs, and which plan prices whose period. */
@NullMarked
package org.subaccounts.billing.plan;

import org.jspecify.annotations.NullMarked;
