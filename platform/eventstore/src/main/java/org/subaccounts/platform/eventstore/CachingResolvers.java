package org.subaccounts.platform.eventstore;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.axonframework.eventsourcing.annotation.EventTag;
import org.axonframework.eventsourcing.eventstore.AnnotationBasedTagResolver;
import org.axonframework.eventsourcing.eventstore.TagResolver;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.core.MessageTypeResolver;
import org.axonframework.messaging.core.annotation.AnnotationMessageTypeResolver;
import org.axonframework.messaging.eventstreaming.Tag;

/** Axon looks message types and tags up by reflection for each message; these do it once per class. */
final class CachingResolvers {
    private CachingResolvers() {}

    static MessageTypeResolver messageTypes() {
        AnnotationMessageTypeResolver delegate = new AnnotationMessageTypeResolver();
        ClassValue<Optional<MessageType>> types = perClass(delegate::resolve);
        return types::get;
    }

    /** {@code @EventTag} on record components, one or several, with single or iterable values; other classes as in Axon. */
    static TagResolver tags() {
        AnnotationBasedTagResolver delegate = new AnnotationBasedTagResolver();
        ClassValue<List<TaggedComponent>> components = perClass(CachingResolvers::taggedComponents);
        return event -> {
            Object payload = event.payload();
            if (!(payload instanceof Record)) {
                return delegate.resolve(event);
            }
            Set<Tag> tags = new HashSet<>(4);
            for (TaggedComponent component : components.get(payload.getClass())) {
                component.addTags(payload, tags);
            }
            return tags;
        };
    }

    private record TaggedComponent(String key, Method accessor) {
        void addTags(Object payload, Set<Tag> tags) {
            Object value = read(payload);
            if (value instanceof Iterable<?> values) {
                values.forEach(element -> tags.add(new Tag(key, element.toString())));
            } else if (value != null) {
                tags.add(new Tag(key, value.toString()));
            }
        }

        private Object read(Object payload) {
            try {
                return accessor.invoke(payload);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("cannot read the tag " + key + " of " + payload.getClass(), e);
            }
        }
    }

    private static List<TaggedComponent> taggedComponents(Class<?> type) {
        List<TaggedComponent> found = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            for (EventTag tag : component.getAccessor().getAnnotationsByType(EventTag.class)) {
                component.getAccessor().setAccessible(true);
                String key = tag.key().isBlank() ? component.getName() : tag.key();
                found.add(new TaggedComponent(key, component.getAccessor()));
            }
        }
        return List.copyOf(found);
    }

    private static <T> ClassValue<T> perClass(Function<Class<?>, T> compute) {
        return new ClassValue<>() {
            @Override
            protected T computeValue(Class<?> type) {
                return compute.apply(type);
            }
        };
    }
}
