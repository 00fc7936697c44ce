package org.subaccounts.platform.eventstore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.jspecify.annotations.Nullable;

/** Tracking tokens as JSON text beside their class name; only classes that are tracking tokens are ever loaded. */
final class TokenJson {
    private final ObjectMapper mapper;

    TokenJson(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    @Nullable String text(@Nullable TrackingToken token) {
        try {
            return token == null ? null : mapper.writeValueAsString(token);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be stored: " + token, e);
        }
    }

    @Nullable String type(@Nullable TrackingToken token) {
        return token == null ? null : token.getClass().getName();
    }

    @Nullable TrackingToken token(@Nullable String text, @Nullable String type) {
        if (text == null || type == null) {
            return null;
        }
        try {
            Class<?> known = Class.forName(type, false, TrackingToken.class.getClassLoader());
            return mapper.readValue(text, known.asSubclass(TrackingToken.class));
        } catch (ClassNotFoundException | ClassCastException | JsonProcessingException e) {
            throw new IllegalStateException("stored token of type " + type + " cannot be read", e);
        }
    }
}
