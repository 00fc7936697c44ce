package org.subaccounts.platform.messaging;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.subaccounts.platform.messaging.TopicInspector.Extent;

/** Where the partitions of a topic ended at one moment, as a mark for one of its consumers. */
public final class TopicEnds {
    private final String consumer;
    private final Map<TopicPartition, Extent> extents;

    TopicEnds(String consumer, Map<TopicPartition, Extent> extents) {
        this.consumer = consumer;
        this.extents = Map.copyOf(extents);
    }

    String consumer() {
        return consumer;
    }

    Map<TopicPartition, Extent> extents() {
        return extents;
    }
}
