package org.subaccounts.platform.messaging;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What the Kafka connector does, on a thread: polls with the stored positions and hands over batch by batch. */
final class ConsumerLoop implements AutoCloseable {
    static final String NAME = "seen";

    private final Replica replica;
    private final boolean gathering;
    private volatile boolean rejoin;
    private final KafkaConsumer<String, byte[]> kafka;
    private final Thread thread;

    ConsumerLoop(Replica replica) {
        this(replica, false);
    }

    /** {@code gathering}: through a lane, not batch by batch. */
    ConsumerLoop(Replica replica, boolean gathering) {
        this.replica = replica;
        this.gathering = gathering;
        this.kafka = kafkaConsumer(replica.address());
        this.thread = Thread.ofPlatform().daemon().name("consumer-loop").start(this::run);
    }

    private static KafkaConsumer<String, byte[]> kafkaConsumer(Address address) {
        Map<String, Object> configuration = new HashMap<>(address.kafka());
        configuration.put("group.id", address.topicPrefix() + NAME);
        configuration.put("isolation.level", "read_committed");
        configuration.put("auto.offset.reset", "none");
        configuration.put("enable.auto.commit", "false");
        configuration.put("max.poll.records", "50");
        configuration.put("session.timeout.ms", "6000");
        configuration.put("partition.assignment.strategy", RangeAssignor.class.getName());
        return new KafkaConsumer<>(configuration, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private void run() {
        StoredPositionListener listener = replica.listener();
        kafka.subscribe(List.of(replica.address().topic()), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                listener.onPartitionsAssigned(kafka, partitions);
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                listener.onPartitionsRevoked(kafka, partitions);
            }
        });
        try (kafka) {
            while (true) {
                ConsumerRecords<String, byte[]> records = poll();
                if (!records.isEmpty()) {
                    hand(records).await().atMost(Duration.ofSeconds(60));
                }
                if (rejoin) {
                    rejoin = false;
                    kafka.enforceRebalance();
                }
            }
        } catch (WakeupException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Uni<Void> hand(ConsumerRecords<String, byte[]> records) {
        if (!gathering) {
            return replica.consumer().apply(NAME, records, record -> true, Seen::add);
        }
        return replica.lane(() -> rejoin = true)
                .take(records, kafka.groupMetadata().generationId());
    }

    /** Like the connector, tries again when a poll fails. */
    private ConsumerRecords<String, byte[]> poll() {
        try {
            return kafka.poll(Duration.ofMillis(100));
        } catch (WakeupException | InterruptException stopped) {
            throw stopped;
        } catch (KafkaException e) {
            return ConsumerRecords.empty();
        }
    }

    @Override
    public void close() {
        kafka.wakeup();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
