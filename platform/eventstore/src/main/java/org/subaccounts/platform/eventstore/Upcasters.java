package org.subaccounts.platform.eventstore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The upcasters of all types, checked to be one chain without forks or circles per type. */
final class Upcasters {
    /** @param byVersion upcaster by the version it starts from; {@code current}: where the chain ends. */
    private record Chain(Map<String, EventUpcaster> byVersion, String current) {}

    private final Map<String, Chain> chains = new HashMap<>();

    Upcasters(Collection<EventUpcaster> upcasters) {
        Map<String, Map<String, EventUpcaster>> byType = new HashMap<>();
        for (EventUpcaster upcaster : upcasters) {
            var before = byType.computeIfAbsent(upcaster.type(), type -> new HashMap<>())
                    .put(upcaster.fromVersion(), upcaster);
            if (before != null) {
                throw new IllegalArgumentException(
                        "two upcasters for " + upcaster.type() + " version " + upcaster.fromVersion());
            }
        }
        byType.forEach((type, byVersion) -> chains.put(type, new Chain(byVersion, end(type, byVersion))));
    }

    private static String end(String type, Map<String, EventUpcaster> byVersion) {
        String end = null;
        for (String start : byVersion.keySet()) {
            String version = start;
            EventUpcaster next = byVersion.get(version);
            for (int steps = 0; next != null; steps++) {
                if (steps == byVersion.size()) {
                    throw new IllegalArgumentException("upcasters of " + type + " run in a circle");
                }
                version = next.toVersion();
                next = byVersion.get(version);
            }
            if (end != null && !end.equals(version)) {
                throw new IllegalArgumentException(
                        "upcasters of " + type + " end in two versions: " + end + ", " + version);
            }
            end = version;
        }
        if (end == null) {
            throw new IllegalArgumentException("no upcasters of " + type);
        }
        return end;
    }

    /** The version that stored events of the type have after reading; the stored one if the type has no upcasters. */
    String currentVersion(String type, String storedVersion) {
        Chain chain = chains.get(type);
        return chain == null ? storedVersion : chain.current();
    }

    /** True if {@link #upcast} has to be called. Fails if the version is none of the chain's. */
    boolean needed(String type, String version) {
        Chain chain = chains.get(type);
        if (chain == null || chain.current().equals(version)) {
            return false;
        }
        if (!chain.byVersion().containsKey(version)) {
            throw new UnknownEventVersionException(
                    type, version, chain.byVersion().keySet() + " and " + chain.current());
        }
        return true;
    }

    ObjectNode upcast(String type, String version, ObjectNode payload) {
        Chain chain = chains.get(type);
        ObjectNode current = payload;
        @Nullable EventUpcaster next = chain == null ? null : chain.byVersion().get(version);
        while (next != null && chain != null) {
            current = next.upcast(current);
            next = chain.byVersion().get(next.toVersion());
        }
        return current;
    }
}
