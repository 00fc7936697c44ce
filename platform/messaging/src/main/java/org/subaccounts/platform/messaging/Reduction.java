package org.subaccounts.platform.messaging;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.subaccounts.platform.messaging.ConsumerPositions.Position;

/**
 * What is new in a batch against the stored positions, and the positions after it. Drops what was applied before
 * (lower offset) and what the producer sent twice (sequence not above the last one of its source). Unknown types are
 * passed over, but moved past. Pure.
 */
record Reduction(List<ReceivedEvent> events, int duplicates, Map<TopicPartition, Position> positions) {

    static Reduction of(ConsumerRecords<String, byte[]> batch, Map<TopicPartition, Position> stored) {
        List<ReceivedEvent> events = new ArrayList<>(batch.count());
        Map<TopicPartition, Position> after = new HashMap<>();
        int duplicates = 0;
        for (TopicPartition partition : batch.partitions()) {
            Position before = ConsumerPositions.at(stored, partition);
            Map<String, String> lastSequences = new HashMap<>(before.lastSequences());
            List<ConsumerRecord<String, byte[]>> records = batch.records(partition);
            for (ConsumerRecord<String, byte[]> record : records) {
                if (record.offset() < before.nextOffset() || !inOrder(record, lastSequences)) {
                    duplicates++;
                } else {
                    CloudEventRecords.read(record).ifPresent(events::add);
                }
            }
            long next = nextOffset(batch, partition, records.getLast());
            if (next > before.nextOffset()) {
                after.put(partition, new Position(before.topicId(), next, lastSequences));
            }
        }
        return new Reduction(events, duplicates, after);
    }

    /** True when the record's sequence is above the last one of its source, which it then becomes. */
    private static boolean inOrder(ConsumerRecord<String, byte[]> record, Map<String, String> lastSequences) {
        String sequence = CloudEventRecords.sequence(record);
        if (sequence.isEmpty()) {
            return true;
        }
        String source = CloudEventRecords.source(record);
        if (sequence.compareTo(lastSequences.getOrDefault(source, "")) <= 0) {
            return false;
        }
        lastSequences.put(source, sequence);
        return true;
    }

    /** Behind the transaction markers that were read with the batch, where Kafka says so. */
    private static long nextOffset(
            ConsumerRecords<String, byte[]> batch, TopicPartition partition, ConsumerRecord<?, ?> last) {
        OffsetAndMetadata next = batch.nextOffsets().get(partition);
        return next == null ? last.offset() + 1 : Math.max(next.offset(), last.offset() + 1);
    }
}
