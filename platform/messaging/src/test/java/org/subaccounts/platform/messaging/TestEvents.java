package org.subaccounts.platform.messaging;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.platform.eventstore.StoredEvent;

/** Published events as a publisher would write them. */
final class TestEvents {
    private TestEvents() {}

    /** The n-th event of its account ({@code number}, which becomes the message id) at this position of the log. */
    static ProducerRecord<String, byte[]> record(String topic, UUID account, int number, long position) {
        Instant now = Instant.now();
        StoredEvent stored = new StoredEvent(
                1,
                position,
                UUID.randomUUID().toString(),
                Counted.TYPE,
                "1",
                now,
                JsonNodeFactory.instance.objectNode(),
                Map.of(),
                Set.of());
        MessageSent event = new MessageSent(account, Integer.toString(number), "example.com", 1, false, null, List.of(), now);
        return CloudEventRecords.write(topic, CountedMapping.SOURCE, stored, event);
    }
}
