package org.subaccounts.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.ContractEvents;
import org.subaccounts.platform.eventstore.StoredEvent;

/**
 * Contract events as Kafka records and back: CloudEvents 1.0, Kafka protocol binding, binary content mode, JSON data.
 * Has its own JSON rules, since the published form must not follow a service's HTTP settings.
 */
final class CloudEventRecords {
    private static final String ID = "ce_id";
    static final String SOURCE = "ce_source";
    static final String TYPE = "ce_type";
    private static final String TIME = "ce_time";
    private static final String SUBJECT = "ce_subject";
    static final String SEQUENCE = "ce_sequence";

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private CloudEventRecords() {}

    static ProducerRecord<String, byte[]> write(String topic, String source, StoredEvent stored, ContractEvent event) {
        String accountId = event.accountId().toString();
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, accountId, json(event));
        Headers headers = record.headers();
        put(headers, "ce_specversion", "1.0");
        put(headers, ID, stored.eventId());
        put(headers, SOURCE, source);
        put(headers, TYPE, ContractEvents.type(event.getClass()));
        put(headers, TIME, event.occurredAt().toString());
        put(headers, SUBJECT, accountId);
        put(headers, SEQUENCE, Sequences.of(stored.txid(), stored.position()));
        put(headers, "content-type", "application/json");
        return record;
    }

    /** Empty for a type that this build does not know. Fails on a known type whose data cannot be read. */
    static Optional<ReceivedEvent> read(ConsumerRecord<String, byte[]> record) {
        String type = text(record.headers(), TYPE);
        return ContractEvents.byType(type).map(known -> {
            try {
                return new ReceivedEvent(
                        text(record.headers(), ID),
                        text(record.headers(), SOURCE),
                        type,
                        Instant.parse(text(record.headers(), TIME)),
                        text(record.headers(), SEQUENCE),
                        JSON.readValue(record.value(), known));
            } catch (IOException | DateTimeException | IllegalArgumentException e) {
                throw new UnreadableEventException(record, type, e);
            }
        });
    }

    private static byte[] json(ContractEvent event) {
        try {
            return JSON.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }

    private static String text(Headers headers, String name) {
        @Nullable Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
    }
}
