package org.subaccounts.platform.http;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.StoredEvent;

/**
 * One thing that happened to an account or key: who, what, when, why, from which address. Made from a stored event;
 * {@code details} are the members of its payload that the service names, and never a secret or its hash.
 *
 * @param type such as {@code sub_account.suspended}
 * @param actor {@code key:<id>}, {@code user:<id>}, {@code operator:<subject>} or {@code system}
 */
@Schema(name = "HistoryEntry")
public record HistoryEntry(
        String object,
        UUID id,
        UUID accountId,
        String type,
        Instant occurredAt,
        String actor,
        @Nullable String ip,
        @Nullable String requestId,
        @Nullable String reason,
        Map<String, Object> details) {

    private static final int MAX_DETAILS = 50;

    /** {@code members}: those of the payload, in camelCase, that are shown as details where they are there. */
    public static HistoryEntry of(UUID account, String type, StoredEvent event, List<String> members) {
        Map<String, Object> details = new java.util.LinkedHashMap<>();
        for (String member : members.subList(0, Math.min(members.size(), MAX_DETAILS))) {
            var value = event.payload().get(member);
            if (value != null && !value.isNull()) {
                details.put(snakeCase(member), value);
            }
        }
        var reason = event.payload().get("reason");
        Map<String, String> metadata = event.metadata();
        return new HistoryEntry(
                "history_entry",
                UUID.fromString(event.eventId()),
                account,
                type,
                event.time(),
                metadata.getOrDefault("actor", "system"),
                metadata.get("ip"),
                metadata.get("request_id"),
                reason == null || reason.isNull() ? null : reason.asText(),
                details);
    }

    private static String snakeCase(String member) {
        return member.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
    }
}
