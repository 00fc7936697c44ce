package org.subaccounts.platform.messaging;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.subaccounts.platform.messaging.ConsumerPositions.Position;

/**
 * What is new in a batch against the stored positions, and the positions after it. Drops what was applied before
 * (lower offset) and what the producer sent twice (sequence not above the last one of its source). Types that are unknown,
 * or not wanted, are passed over, but moved past. Pure.
 */
record Reduction(List<ReceivedEvent> events, int duplicates, Map<TopicPartition, Position> positions) {

    static Reduction of(
            ConsumerRecords<String, byte[]> batch,
            Map<TopicPartition, Position> stored,
            Predicate<EventRecord> wanted) {
        List<ReceivedEvent> events = new ArrayList<>(batch.count());
        Map<TopicPartition, Position> after = new HashMap<>();
        int duplicates = 0;
        for (TopicPartition partition : batch.partitions()) {
            Position before = ConsumerPositions.at(stored, partition);
            PartitionProgress progress = new PartitionProgress(before);
            for (ConsumerRecord<String, byte[]> polled : batch.records(partition)) {
                EventRecord record = EventRecord.of(polled);
                if (progress.isNew(record)) {
                    if (wanted.test(record)) {
                        record.event().ifPresent(events::add);
                    }
                    progress.take(record);
                } else {
                    duplicates++;
                    progress.drop(record);
                }
            }
            moveBehindMarkers(batch, partition, progress);
            if (progress.nextOffset() > before.nextOffset()) {
                after.put(partition, progress.position());
            }
        }
        return new Reduction(events, duplicates, after);
    }

    /** Behind the transaction markers that were read with the batch, where Kafka says so. */
    static void moveBehindMarkers(ConsumerRecords<?, ?> batch, TopicPartition partition, PartitionProgress progress) {
        OffsetAndMetadata next = batch.nextOffsets().get(partition);
        if (next != null) {
            progress.moveTo(next.offset());
        }
    }
}
