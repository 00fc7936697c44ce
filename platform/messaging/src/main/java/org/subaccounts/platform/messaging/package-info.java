/** Events between services: from the event store to Kafka, and from Kafka into PostgreSQL exactly once. */
@NullMarked
package org.subaccounts.platform.messaging;

import org.jspecify.annotations.NullMarked;
