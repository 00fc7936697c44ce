package org.subaccounts.platform.messaging;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record of a known type whose data cannot be read: consuming stops there, since skipping it would lose a fact. */
final class UnreadableEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableEventException(ConsumerRecord<?, ?> record, String type, Exception cause) {
        super(
                "cannot read " + type + " at " + record.topic() + "-" + record.partition() + ", offset "
                        + record.offset(),
                cause);
    }
}
