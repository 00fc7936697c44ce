package org.subaccounts.key.apikey.history;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.EventHistory;
import org.subaccounts.platform.eventstore.StoredEvent;
import org.subaccounts.platform.http.HistoryEntry;

/** The stored events of keys as history entries; a subject is an account or a key. Never a secret or its hash. */
@ApplicationScoped
public class KeyHistory {
    private static final List<String> DETAILS = List.of("keyId", "label", "publicKey", "scopes", "ipAllowList");

    private final EventHistory events;

    public KeyHistory(EventHistory events) {
        this.events = events;
    }

    /** All keys of the account, or one of them; the order is that of {@link EventHistory#read}. */
    public Uni<List<HistoryEntry>> read(
            UUID account, @Nullable UUID key, int limit, @Nullable UUID olderThan, @Nullable UUID newerThan) {
        return events.read(key == null ? account : key, limit, olderThan, newerThan)
                .map(found -> found.stream()
                        .filter(event -> account.toString()
                                .equals(event.payload().path("accountId").asText()))
                        .map(event -> entry(account, event))
                        .toList());
    }

    private static HistoryEntry entry(UUID account, StoredEvent event) {
        HistoryEntry entry = HistoryEntry.of(account, type(event), event, DETAILS);
        Map<String, Object> details = new LinkedHashMap<>(entry.details());
        JsonNode scopes = event.payload().get("scopes");
        if (scopes != null) {
            List<String> names = new ArrayList<>(scopes.size());
            scopes.forEach(scope -> names.add(scope.path("scope").asText()));
            details.put("scopes", names);
        }
        return new HistoryEntry(
                entry.object(),
                entry.id(),
                entry.accountId(),
                entry.type(),
                entry.occurredAt(),
                entry.actor(),
                entry.ip(),
                entry.requestId(),
                entry.reason(),
                details);
    }

    private static String type(StoredEvent event) {
        return switch (event.type()) {
            case "key.ApiKeyIssued" -> "api_key.issued";
            case "key.ApiKeyUpdated" -> "api_key.updated";
            case "key.ApiKeyRevoked" -> "api_key.revoked";
            default -> throw new IllegalStateException("no history entry for " + event.type());
        };
    }
}
