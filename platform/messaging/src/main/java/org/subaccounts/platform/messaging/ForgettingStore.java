package org.subaccounts.platform.messaging;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.subaccounts.platform.messaging.ConsumerPositions.Position;

/** Keeps nothing: what gathering costs by itself. */
final class ForgettingStore implements GatheringStore {
    @Override
    public CompletionStage<Map<TopicPartition, Position>> load(String consumer, Collection<TopicPartition> partitions) {
        Map<TopicPartition, Position> beginning = new HashMap<>();
        partitions.forEach(partition -> beginning.put(partition, new Position("", 0, Map.of())));
        return CompletableFuture.completedFuture(beginning);
    }

    @Override
    public CompletionStage<Void> store(
            String consumer,
            Gathering gathering,
            Map<TopicPartition, Position> from,
            Map<TopicPartition, Position> to) {
        return CompletableFuture.completedFuture(null);
    }
}
