package org.subaccounts.sending.message;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads rows of the table {@code message}. */
public final class MessageRows {
    /** Of {@code message m}. */
    public static final String COLUMNS = """
            m.id, m.account_id, m.domain_id, m.sender_domain, m.sender, m.recipient, m.subject, m.tags,
            m.sandbox_result is not null as sandbox, m.status, m.attempts, m.delivery_log, m.bounce_classification,
            m.open_count, m.click_count, m.accepted_at, m.updated_at, m.sent_at, m.delivered_at, m.keep_until""";

    private MessageRows() {}

    public static MessageSummary summary(Row row) {
        UUID id = row.getUUID("id");
        boolean sandbox = row.getBoolean("sandbox");
        String classification = row.getString("bounce_classification");
        return new MessageSummary(
                "message",
                time(row, "accepted_at"),
                time(row, "updated_at"),
                timeOrNull(row, "sent_at"),
                timeOrNull(row, "delivered_at"),
                time(row, "keep_until"),
                "outbound",
                false,
                classification == null ? "" : classification,
                attempts(row.getJsonArray("delivery_log"), sandbox),
                new MessageId(id, row.getString("sender_domain")).toString(),
                id,
                row.getString("subject"),
                List.of(row.getArrayOfStrings("tags")),
                row.getString("sender"),
                row.getString("recipient"),
                MessageStatus.stored(row.getString("status")).word(sandbox),
                row.getInteger("attempts"),
                row.getInteger("click_count"),
                row.getInteger("open_count"),
                null,
                row.getUUID("domain_id"),
                row.getUUID("account_id"));
    }

    private static List<MessageSummary.DeliveryEvent> attempts(JsonArray log, boolean sandbox) {
        return log.stream()
                .map(JsonObject.class::cast)
                .map(entry -> new MessageSummary.DeliveryEvent(
                        Instant.parse(entry.getString("time")),
                        Objects.requireNonNullElse(entry.getString("log"), ""),
                        MessageStatus.stored(entry.getString("status")).word(sandbox)))
                .toList();
    }

    private static Instant time(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    private static @Nullable Instant timeOrNull(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
