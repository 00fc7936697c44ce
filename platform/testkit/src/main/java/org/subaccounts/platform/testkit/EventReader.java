package org.subaccounts.platform.testkit;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** What the service under test has published on a topic, read from Kafka. */
public final class EventReader implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<Published> read = new ArrayList<>();

    /** One event; {@code type} is short, such as AccountOpened. */
    public record Published(String key, String type, JsonObject data) {}

    public EventReader(String topic) {
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "bootstrap.servers",
                ConfigProvider.getConfig().getValue("KAFKA_BOOTSTRAP_SERVERS", String.class),
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest"));
        consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        String prefix = ConfigProvider.getConfig()
                .getOptionalValue("platform.topic-prefix", String.class)
                .orElse("");
        List<TopicPartition> partitions = consumer.partitionsFor(prefix + topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** The types of the events about something, in order. */
    public List<String> typesAbout(String member, String value) {
        return about(member, value).stream().map(Published::type).toList();
    }

    public List<Published> about(String member, String value) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> read.add(published(record)));
        return read.stream()
                .filter(event -> value.equals(event.data().getValue(member)))
                .toList();
    }

    private static Published published(ConsumerRecord<String, byte[]> record) {
        Header type = record.headers().lastHeader("ce_type");
        String full = new String(type.value(), StandardCharsets.UTF_8);
        return new Published(
                record.key(),
                full.replaceAll(".*\\.(\\w+)\\.v\\d+$", "$1"),
                new JsonObject(new String(record.value(), StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
