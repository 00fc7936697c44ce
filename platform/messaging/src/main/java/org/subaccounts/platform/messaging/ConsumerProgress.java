package org.subaccounts.platform.messaging;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.subaccounts.platform.messaging.ConsumerPositions.Position;
import org.subaccounts.platform.messaging.TopicInspector.Extent;

/**
 * Tells whether a consumer of this database has applied everything that its topic held at some moment. Blocks, at most some
 * seconds; never call it on an event loop. Fails while Kafka or PostgreSQL does not answer.
 */
@Singleton
public class ConsumerProgress {
    private final ConsumerPositions positions;
    private final TopicInspector topics;
    private final String prefix;

    ConsumerProgress(
            ConsumerPositions positions,
            TopicInspector topics,
            @ConfigProperty(name = "platform.topic-prefix") Optional<String> prefix) {
        this.positions = positions;
        this.topics = topics;
        this.prefix = prefix.orElse("");
    }

    /** Where the topic ends now, behind what is committed. {@code topic}: without the prefix. */
    public TopicEnds ends(String consumer, String topic) throws InterruptedException {
        return new TopicEnds(consumer, topics.inspect(topics.partitions(prefix + topic)));
    }

    /** Fails with {@link PositionRefusedException} when the topic is another one than the consumer was reading. */
    public boolean hasReached(TopicEnds ends) throws InterruptedException {
        Map<TopicPartition, Position> stored = Blocking.await(
                "load positions", positions.load(ends.consumer(), ends.extents().keySet()));
        for (var each : ends.extents().entrySet()) {
            Position position = stored.get(each.getKey());
            if (position == null || !hasReached(each.getKey(), position, each.getValue())) {
                return false;
            }
        }
        return true;
    }

    private boolean hasReached(TopicPartition partition, Position position, Extent extent) {
        if (!position.topicId().equals(extent.topicId())) {
            throw new PositionRefusedException(partition + " was deleted: another topic has its name now");
        }
        return position.nextOffset() >= extent.end() || topics.isEmpty(partition, position.nextOffset(), extent);
    }
}
