/** Publishing and consuming on real PostgreSQL and Kafka, through crashes and outages. */
@NullMarked
package org.subaccounts.platform.messaging;

import org.jspecify.annotations.NullMarked;
