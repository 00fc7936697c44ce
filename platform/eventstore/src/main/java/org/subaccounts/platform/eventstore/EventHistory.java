package org.subaccounts.platform.eventstore;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one subject, straight from the log. The service's migration creates the view {@code subject_event
 * (subject_id uuid, event_id, type, version, time, payload, metadata)} over {@code es_event}, and an index on its expression
 * and {@code event_id} that carries it. Event ids are UUIDv7: their order is that of time.
 */
public final class EventHistory {
    private static final String COLUMNS =
            "select event_id, type, version, time, payload::text, metadata::text from subject_event where subject_id = $1";
    private static final String NEWEST = COLUMNS + " order by event_id desc limit $2";
    private static final String OLDER = COLUMNS + " and event_id < $3 order by event_id desc limit $2";
    private static final String NEWER = COLUMNS + " and event_id > $3 order by event_id limit $2";

    private final Pool pool;
    private final EventJson json;

    public EventHistory(Pool pool, EventJson json) {
        this.pool = pool;
        this.json = json;
    }

    /**
     * Up to {@code limit} events, newest first; with {@code newerThan} oldest first, starting next to it. At most one of
     * the two places is given. The events' places in the log are not filled in (0).
     */
    public Uni<List<StoredEvent>> read(UUID subject, int limit, @Nullable UUID olderThan, @Nullable UUID newerThan) {
        Tuple arguments = Tuple.of(subject, limit);
        String query = NEWEST;
        if (newerThan != null) {
            arguments.addUUID(newerThan);
            query = NEWER;
        } else if (olderThan != null) {
            arguments.addUUID(olderThan);
            query = OLDER;
        }
        String sql = query;
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(sql).execute(arguments).toCompletionStage())
                .map(rows -> {
                    List<StoredEvent> events = new ArrayList<>(rows.size());
                    for (Row row : rows) {
                        events.add(event(row));
                    }
                    return events;
                });
    }

    private StoredEvent event(Row row) {
        StoredPayload payload = json.current(row.getString(1), row.getString(2), row.getString(4));
        return new StoredEvent(
                0,
                0,
                row.getUUID(0).toString(),
                payload.type(),
                payload.version(),
                row.getOffsetDateTime(3).toInstant(),
                json.object(payload.type(), payload.json()),
                json.strings(row.getString(5)),
                Set.of());
    }
}
