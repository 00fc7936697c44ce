package org.subaccounts.platform.messaging;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.subaccounts.platform.eventstore.ExternalReadModel;
import org.subaccounts.platform.messaging.TopicInspector.Extent;

/** Opens topics for rebuilds of what a gathering consumer keeps. */
@Singleton
public class TopicFeeds {
    private static final int POLLED_RECORDS = 2_000;
    private static final int TIMEOUT_MS = 10_000;

    private final Map<String, Object> kafka;
    private final ConsumerPositions positions;
    private final TopicInspector topics;
    private final String prefix;

    TopicFeeds(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            ConsumerPositions positions,
            TopicInspector topics,
            @ConfigProperty(name = "platform.topic-prefix") Optional<String> prefix) {
        this.kafka = kafka;
        this.positions = positions;
        this.topics = topics;
        this.prefix = prefix.orElse("");
    }

    /**
     * From the topic's oldest record to where the consumer stands. Fails when the topic has not kept all it ever had, or is
     * another one than the consumer read. {@code topic}: without prefix. Blocks.
     */
    public ExternalReadModel.Feed open(String consumer, String topic, Supplier<? extends Gathering> empty)
            throws InterruptedException {
        Map<String, Object> configuration = new HashMap<>(kafka);
        configuration.keySet().retainAll(ConsumerConfig.configNames());
        configuration.put(ConsumerConfig.CLIENT_ID_CONFIG, "rebuild-" + consumer);
        configuration.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        configuration.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        configuration.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        configuration.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLLED_RECORDS);
        configuration.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        configuration.remove(ConsumerConfig.GROUP_ID_CONFIG);
        KafkaConsumer<String, byte[]> reader =
                new KafkaConsumer<>(configuration, new StringDeserializer(), new ByteArrayDeserializer());
        try {
            List<TopicPartition> partitions = reader.partitionsFor(prefix + topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            Map<TopicPartition, Extent> extents = topics.inspect(partitions);
            requireOnly(consumer, prefix + topic, extents);
            return new TopicFeed(consumer, reader, positions, empty, extents);
        } catch (RuntimeException | InterruptedException e) {
            reader.close();
            throw e;
        }
    }

    /** Somebody may have let the consumer go on with a new topic of the same name; what came from the old one is not there. */
    private void requireOnly(String consumer, String topic, Map<TopicPartition, Extent> extents)
            throws InterruptedException {
        Set<String> read = new HashSet<>(Blocking.await("load topics", positions.topicIds(consumer, topic)));
        extents.values().forEach(extent -> read.remove(extent.topicId()));
        if (!read.isEmpty()) {
            throw new IllegalStateException(topic + " has taken the place of a topic that " + consumer
                    + " has read before: what came from that one would be lost");
        }
    }
}
