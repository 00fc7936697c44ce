/** The count that Kafka Streams makes of the same topic, for the projection benchmark. */
@NullMarked
package org.subaccounts.streams;

import org.jspecify.annotations.NullMarked;
