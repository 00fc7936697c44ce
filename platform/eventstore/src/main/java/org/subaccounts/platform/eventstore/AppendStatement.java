package org.subaccounts.platform.eventstore;

import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;

/** The call of the database function that appends events under a condition. */
record AppendStatement(String sql, Tuple arguments) {
    static final int MAX_EVENTS = 1_000;
    static final int MAX_TAGS = 500;
    private static final String APPEND = "select es_append($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)";
    private static final String APPEND_ONE = "select es_append_one($1,$2,$3,$4,$5,$6,$7,$8)";

    static AppendStatement of(AppendCondition condition, List<TaggedEventMessage<?>> events, EventJson json) {
        if (events.size() > MAX_EVENTS) {
            throw new IllegalArgumentException("at most " + MAX_EVENTS + " events in one append, not " + events.size());
        }
        Set<String> exclusive = new TreeSet<>();
        events.forEach(event -> exclusive.addAll(Criteria.texts(event.tags())));
        if (exclusive.size() > MAX_TAGS) {
            throw new IllegalArgumentException("at most " + MAX_TAGS + " tags in one append, not " + exclusive.size());
        }
        boolean conditional = condition.consistencyMarker() != ConsistencyMarker.INFINITY;
        Criteria criteria = conditional ? Criteria.of(condition.criteria(), exclusive) : Criteria.NONE;
        String snapshot = conditional ? SnapshotMarker.snapshotOf(condition.consistencyMarker()) : null;
        if (events.size() == 1 && exclusive.size() == 1) {
            String tag = exclusive.iterator().next();
            if (!conditional || tag.equals(criteria.onlyTag())) {
                return one(tag, snapshot, events.getFirst().event(), json);
            }
        }
        return many(exclusive, snapshot, criteria, events, json);
    }

    private static AppendStatement one(String tag, @Nullable String snapshot, EventMessage event, EventJson json) {
        Tuple arguments = Tuple.tuple()
                .addString(tag)
                .addString(snapshot)
                .addUUID(id(event))
                .addString(event.type().name())
                .addString(event.type().version())
                .addOffsetDateTime(time(event))
                .addString(payload(event, json))
                .addString(json.write(event.metadata()));
        return new AppendStatement(APPEND_ONE, arguments);
    }

    private static AppendStatement many(
            Set<String> exclusive,
            @Nullable String snapshot,
            Criteria criteria,
            List<TaggedEventMessage<?>> tagged,
            EventJson json) {
        Set<String> shared = new HashSet<>(List.of(criteria.anchors()));
        shared.removeAll(exclusive);
        List<? extends EventMessage> events =
                tagged.stream().map(TaggedEventMessage::event).toList();
        Tuple arguments = Tuple.tuple()
                .addArrayOfString(exclusive.toArray(String[]::new))
                .addArrayOfString(shared.toArray(String[]::new))
                .addString(snapshot)
                .addArrayOfString(criteria.anchors())
                .addArrayOfString(criteria.tags())
                .addArrayOfString(criteria.types())
                .addArrayOfUUID(events.stream().map(AppendStatement::id).toArray(UUID[]::new))
                .addArrayOfString(
                        events.stream().map(event -> event.type().name()).toArray(String[]::new))
                .addArrayOfString(
                        events.stream().map(event -> event.type().version()).toArray(String[]::new))
                .addArrayOfOffsetDateTime(
                        events.stream().map(AppendStatement::time).toArray(OffsetDateTime[]::new))
                .addArrayOfString(
                        events.stream().map(event -> payload(event, json)).toArray(String[]::new))
                .addArrayOfString(events.stream()
                        .map(event -> json.write(event.metadata()))
                        .toArray(String[]::new))
                .addArrayOfString(tagged.stream()
                        .map(event -> Criteria.arrayLiteral(Criteria.texts(event.tags())))
                        .toArray(String[]::new));
        return new AppendStatement(APPEND, arguments);
    }

    private static UUID id(EventMessage event) {
        return UUID.fromString(event.identifier());
    }

    private static OffsetDateTime time(EventMessage event) {
        return event.timestamp().atOffset(ZoneOffset.UTC);
    }

    private static String payload(EventMessage event, EventJson json) {
        Object payload = Objects.requireNonNull(event.payload(), "an event needs a payload");
        return payload instanceof StoredPayload stored ? stored.json() : json.write(payload);
    }
}
