package org.subaccounts.key;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.ContractEvents;

/** Other services' events, sent to Kafka as they send them. */
public final class PublishedEvents implements AutoCloseable {
    private static final AtomicLong POSITION = new AtomicLong();
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final KafkaProducer<String, byte[]> kafka = new KafkaProducer<>(
            Map.of("bootstrap.servers", ConfigProvider.getConfig().getValue("KAFKA_BOOTSTRAP_SERVERS", String.class)),
            new StringSerializer(),
            new ByteArraySerializer());

    private final String prefix = ConfigProvider.getConfig().getValue("platform.topic-prefix", String.class);

    public void send(String topic, ContractEvent event) {
        try {
            var unused = kafka.send(record(topic, event)).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private ProducerRecord<String, byte[]> record(String topic, ContractEvent event) {
        String key = event.accountId().toString();
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(prefix + topic, key, json(event));
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        UUID.randomUUID().toString(),
                        "ce_source",
                        "/" + topic,
                        "ce_type",
                        ContractEvents.type(event.getClass()),
                        "ce_time",
                        event.occurredAt().toString(),
                        "ce_subject",
                        key,
                        "ce_sequence",
                        String.format(Locale.ROOT, "%020d-%020d", 1, POSITION.incrementAndGet()),
                        "content-type",
                        "application/json")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private static byte[] json(ContractEvent event) {
        try {
            return JSON.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public void close() {
        kafka.close();
    }
}
