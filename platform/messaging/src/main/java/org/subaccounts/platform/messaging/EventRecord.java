package org.subaccounts.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.ContractEvents;

/** One record of a topic, CloudEvents 1.0 in Kafka binary mode, decoded no further than it is asked for. */
public final class EventRecord {
    private static final byte[] NONE = {};
    private static final Map<Class<?>, byte[]> TYPES = types();

    private final ConsumerRecord<String, byte[]> record;
    private byte[] type = NONE;
    private byte[] source = NONE;
    private byte[] sequence = NONE;

    private EventRecord(ConsumerRecord<String, byte[]> record) {
        this.record = record;
    }

    public static EventRecord of(ConsumerRecord<String, byte[]> record) {
        EventRecord read = new EventRecord(record);
        for (Header header : record.headers()) {
            switch (header.key()) {
                case CloudEventRecords.TYPE -> read.type = value(header);
                case CloudEventRecords.SOURCE -> read.source = value(header);
                case CloudEventRecords.SEQUENCE -> read.sequence = value(header);
                default -> {} // what else producers and connectors add
            }
        }
        return read;
    }

    public boolean is(Class<? extends ContractEvent> event) {
        return Arrays.equals(TYPES.get(event), type);
    }

    /** The event's data, JSON in UTF-8. */
    public byte[] data() {
        return record.value();
    }

    /** Empty for a type that this build does not know. Fails on a known type whose data cannot be read. */
    public Optional<ReceivedEvent> event() {
        return CloudEventRecords.read(record);
    }

    /** What to throw when the data of this record cannot be read: consuming stops here. */
    public RuntimeException unreadable(Exception cause) {
        return new UnreadableEventException(record, new String(type, UTF_8), cause);
    }

    long offset() {
        return record.offset();
    }

    byte[] source() {
        return source;
    }

    byte[] sequence() {
        return sequence;
    }

    private static byte[] value(Header header) {
        byte @Nullable [] value = header.value();
        return value == null ? NONE : value;
    }

    private static Map<Class<?>, byte[]> types() {
        Map<Class<?>, byte[]> types = new HashMap<>();
        for (String name : ContractEvents.types()) {
            ContractEvents.byType(name).ifPresent(event -> types.put(event, name.getBytes(UTF_8)));
        }
        return types;
    }
}
