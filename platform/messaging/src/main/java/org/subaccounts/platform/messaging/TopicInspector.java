package org.subaccounts.platform.messaging;

import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What Kafka holds of a partition right now. Blocks, at most some seconds; never call it on an event loop. */
@Singleton
class TopicInspector {
    /** {@code first}: offset of the oldest record that is kept; {@code end}: offset after the last committed one. */
    record Extent(String topicId, long first, long end) {}

    private static final int TIMEOUT_MS = 5_000;

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
