package org.subaccounts.platform.eventstore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Map;
import org.axonframework.messaging.eventhandling.annotation.Event;

/**
 * How events become JSON and back: the application's ObjectMapper, but always with the records' own property names and
 * RFC 3339 times, so that settings made for the REST API do not change what is stored. Applies the upcasters.
 */
public final class EventJson {
    private static final TypeReference<Map<String, String>> STRINGS = new TypeReference<>() {};

    private final ObjectMapper mapper;
    private final Upcasters upcasters;
    private final ClassValue<String> declaredVersions = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            Event event = type.getAnnotation(Event.class);
            return event == null ? "" : event.version();
        }
    };

    public EventJson(ObjectMapper applicationMapper, Collection<EventUpcaster> upcasters) {
        this.mapper = applicationMapper
                .copy()
                .setPropertyNamingStrategy(PropertyNamingStrategies.LOWER_CAMEL_CASE)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        this.upcasters = new Upcasters(upcasters);
    }

    /** The payload as an instance of the event class; fails if the class declares another version. */
    public <T> T read(StoredEvent event, Class<T> type) {
        requireVersion(event.type(), event.version(), type);
        try {
            return mapper.treeToValue(event.payload(), type);
        } catch (JsonProcessingException e) {
            throw unreadable(event.type(), e);
        }
    }

    <T> T read(StoredPayload payload, Class<T> type) {
        requireVersion(payload.type(), payload.version(), type);
        try {
            return mapper.readValue(payload.json(), type);
        } catch (JsonProcessingException e) {
            throw unreadable(payload.type(), e);
        }
    }

    /** The payload of a stored event, upcast. */
    StoredPayload current(String type, String storedVersion, String json) {
        if (!upcasters.needed(type, storedVersion)) {
            return new StoredPayload(type, storedVersion, json);
        }
        String upcast = write(upcasters.upcast(type, storedVersion, object(type, json)));
        return new StoredPayload(type, upcasters.currentVersion(type, storedVersion), upcast);
    }

    ObjectNode object(String type, String json) {
        try {
            if (mapper.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw unreadable(type, e);
        }
        throw new IllegalStateException("payload of stored event " + type + " is not a JSON object");
    }

    Map<String, String> strings(String json) {
        try {
            return mapper.readValue(json, STRINGS);
        } catch (JsonProcessingException e) {
            throw unreadable("metadata", e);
        }
    }

    String write(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "cannot be written as JSON: " + value.getClass().getName(), e);
        }
    }

    ObjectMapper mapper() {
        return mapper;
    }

    private void requireVersion(String type, String version, Class<?> target) {
        String declared = declaredVersions.get(target);
        if (!declared.isEmpty() && !declared.equals(version)) {
            throw new UnknownEventVersionException(type, version, declared);
        }
    }

    // The JSON itself may hold personal data, so the message names only the type.
    private static IllegalStateException unreadable(String type, JsonProcessingException cause) {
        cause.clearLocation();
        return new IllegalStateException("stored event " + type + " cannot be read", cause);
    }
}
