package org.subaccounts.platform.messaging;

import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** What Kafka holds of a partition right now. Blocks, at most some seconds; never call it on an event loop. */
@Singleton
class TopicInspector {
    /** {@code first}: offset of the oldest record that is kept; {@code end}: offset after the last committed one. */
    record Extent(String topicId, long first, long end) {}

    private static final int TIMEOUT_MS = 5_000;
    private static final Duration POLL = Duration.ofMillis(100);

    private final Map<String, Object> kafka;
    private @Nullable Admin admin;

    TopicInspector(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.kafka = kafka;
    }

    Map<TopicPartition, Extent> inspect(Collection<TopicPartition> partitions) throws InterruptedException {
        Set<String> topics = partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
        Map<String, TopicDescription> descriptions = Blocking.await(
                "describe topics",
                admin().describeTopics(topics).allTopicNames().toCompletionStage());
        Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> first = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> end = offsets(partitions, OffsetSpec.latest());
        Map<TopicPartition, Extent> extents = new HashMap<>();
        for (TopicPartition partition : partitions) {
            extents.put(
                    partition,
                    new Extent(
                            of(descriptions, partition.topic()).topicId().toString(),
                            of(first, partition).offset(),
                            of(end, partition).offset()));
        }
        return extents;
    }

    private Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> offsets(
            Collection<TopicPartition> partitions, OffsetSpec spec) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec));
        return Blocking.await(
                "list offsets",
                admin().listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all()
                        .toCompletionStage());
    }

    private static <K, V> V of(Map<K, V> answers, K key) {
        V answer = answers.get(key);
        if (answer == null) {
            throw new IllegalStateException("Kafka knows nothing of " + key);
        }
        return answer;
    }

    /**
     * Markers of transactions and records of aborted ones lie between the offsets too, and a consumer that sees none of them
     * does not move: only reading tells whether there is anything for it.
     */
    boolean isEmpty(TopicPartition partition, long from, Extent extent) {
        try (KafkaConsumer<byte[], byte[]> reader = reader()) {
            reader.assign(List.of(partition));
            reader.seek(partition, Math.max(from, extent.first()));
            long giveUp = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
            while (reader.position(partition) < extent.end() && System.nanoTime() < giveUp) {
                ConsumerRecords<byte[], byte[]> records = reader.poll(POLL);
                if (!records.isEmpty()) {
                    return records.iterator().next().offset() >= extent.end();
                }
            }
            return reader.position(partition) >= extent.end();
        }
    }

    List<TopicPartition> partitions(String topic) {
        try (KafkaConsumer<byte[], byte[]> reader = reader()) {
            return reader.partitionsFor(topic, Duration.ofMillis(TIMEOUT_MS)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
        }
    }

    private KafkaConsumer<byte[], byte[]> reader() {
        Map<String, Object> configuration = new HashMap<>(kafka);
        configuration.keySet().retainAll(ConsumerConfig.configNames());
        configuration.keySet().remove(ConsumerConfig.GROUP_ID_CONFIG);
        configuration.put(ConsumerConfig.CLIENT_ID_CONFIG, "topic-inspector");
        configuration.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        configuration.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        configuration.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        configuration.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        configuration.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        configuration.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        configuration.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        return new KafkaConsumer<>(configuration, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private synchronized Admin admin() {
        if (admin == null) {
            Map<String, Object> configuration = new HashMap<>(kafka);
            configuration.keySet().retainAll(AdminClientConfig.configNames());
            configuration.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
            configuration.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
            configuration.put(AdminClientConfig.CLIENT_ID_CONFIG, "topic-inspector");
            admin = Admin.create(configuration);
        }
        return admin;
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
            admin = null;
        }
    }
}
