package org.subaccounts.platform.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.ContractEvents;

/** Events of other services, sent to Kafka as those send them: with a sequence that grows. */
public final class EventSender implements AutoCloseable {
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

    /** Sends them in this order, and gives the records, to send them again. */
    public List<ProducerRecord<String, byte[]>> send(String topic, ContractEvent... events) {
        List<ProducerRecord<String, byte[]>> records =
                Arrays.stream(events).map(event -> record(topic, event)).toList();
        sendAgain(records);
        return records;
    }

    public void sendAgain(List<ProducerRecord<String, byte[]>> records) {
        for (ProducerRecord<String, byte[]> record : records) {
            try {
                var unused = kafka.send(record).get(10, TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new IllegalStateException(e);
            }
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
