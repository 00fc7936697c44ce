package org.subaccounts.platform.eventstore;

import java.lang.reflect.Type;
import org.axonframework.common.infra.ComponentDescriptor;
import org.axonframework.conversion.Converter;
import org.axonframework.conversion.json.JacksonConverter;
import org.jspecify.annotations.Nullable;

/** Stored JSON to event class in one step, with the version checked; everything else as Axon's Jackson converter does. */
final class StoredEventConverter implements Converter {
    private final EventJson json;
    private final JacksonConverter delegate;

    StoredEventConverter(EventJson json) {
        this.json = json;
        this.delegate = new JacksonConverter(json.mapper());
    }

    @Override
    public boolean canConvert(Type source, Type target) {
        return source == StoredPayload.class || delegate.canConvert(source, target);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T> @Nullable T convert(@Nullable Object input, Type target) {
        if (!(input instanceof StoredPayload stored)) {
            return delegate.convert(input, target);
        }
        if (target instanceof Class<?> type && type != String.class && type != byte[].class) {
            return (T) json.read(stored, type);
        }
        return delegate.convert(stored.json(), target);
    }

    @Override
    public void describeTo(ComponentDescriptor descriptor) {
        delegate.describeTo(descriptor);
    }
}
