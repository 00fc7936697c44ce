package org.subaccounts.platform.messaging;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.subaccounts.platform.messaging.ConsumerPositions.Position;

/** Where a lane's transactions go. */
interface GatheringStore {
    CompletionStage<Map<TopicPartition, Position>> load(String consumer, Collection<TopicPartition> partitions);

    /** What was gathered and the positions after it, together or not at all; fails when a position is not at {@code from}. */
    CompletionStage<Void> store(
            String consumer, Gathering gathering, Map<TopicPartition, Position> from, Map<TopicPartition, Position> to);
}
