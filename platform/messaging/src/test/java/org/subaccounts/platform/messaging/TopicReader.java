package org.subaccounts.platform.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what is committed in the test topic, from its beginning. */
final class TopicReader implements AutoCloseable {
    private static final int PARTITIONS = 3;

    private final KafkaConsumer<String, byte[]> kafka;
    private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();

    TopicReader(Address address) {
        Map<String, Object> configuration = new HashMap<>(address.kafka());
        configuration.put("isolation.level", "read_committed");
        configuration.put("enable.auto.commit", "false");
        kafka = new KafkaConsumer<>(configuration, new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++) {
            partitions.add(new TopicPartition(address.topic(), i));
        }
        kafka.assign(partitions);
        kafka.seekToBeginning(partitions);
    }

    ConsumerRecords<String, byte[]> poll() {
        ConsumerRecords<String, byte[]> polled = kafka.poll(Duration.ofMillis(20));
        polled.forEach(records::add);
        return polled;
    }

    /** Everything that was read so far, after one more poll. */
    List<ConsumerRecord<String, byte[]>> records() {
        var unused = poll();
        return records;
    }

    /** Polls until there is something, or 5 seconds are over. */
    ConsumerRecords<String, byte[]> next() {
        ConsumerRecords<String, byte[]> polled = kafka.poll(Duration.ofSeconds(5));
        polled.forEach(records::add);
        return polled;
    }

    @Override
    public void close() {
        kafka.close();
    }
}
