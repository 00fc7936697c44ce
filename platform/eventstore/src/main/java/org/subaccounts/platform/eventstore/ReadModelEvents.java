package org.subaccounts.platform.eventstore;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.axonframework.messaging.core.MessageTypeResolver;

/** The concrete event classes of a read model, by the type name under which they are stored. */
final class ReadModelEvents {
    private final Map<String, Class<?>> byType = new HashMap<>();
    private final Set<Class<?>> classes = new HashSet<>();

    ReadModelEvents(ReadModel model) {
        MessageTypeResolver types = CachingResolvers.messageTypes();
        model.events().forEach(type -> add(type, types));
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("the read model " + model.name() + " has no events");
        }
    }

    private void add(Class<?> type, MessageTypeResolver types) {
        if (type.isSealed()) {
            List.of(type.getPermittedSubclasses()).forEach(permitted -> add(permitted, types));
            return;
        }
        byType.put(types.resolveOrThrow(type).name(), type);
        classes.add(type);
    }

    Set<String> types() {
        return byType.keySet();
    }

    Class<?> classOf(String type) {
        Class<?> known = byType.get(type);
        if (known == null) {
            throw new IllegalArgumentException("not an event of the read model: " + type);
        }
        return known;
    }

    boolean contain(Class<?> payload) {
        return classes.contains(payload);
    }
}
