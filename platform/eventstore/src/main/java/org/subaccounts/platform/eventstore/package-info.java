/** Event store for Axon Framework 5 on the reactive PostgreSQL client: append, source, tail, and one transaction per unit of work. */
@NullMarked
package org.subaccounts.platform.eventstore;

import org.jspecify.annotations.NullMarked;
