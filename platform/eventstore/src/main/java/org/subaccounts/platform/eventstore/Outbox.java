package org.subaccounts.platform.eventstore;

import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Appends events of state-stored code to the log, in the transaction of the state they tell about; the tail finds them. */
public final class Outbox {
    static final int MAX_EVENTS = 1_000;
    private static final String APPEND = "select es_append_untagged($1,$2,$3,$4,$5,$6)";

    private final EventJson json;
    private final AppendSignal signal;
    private final Clock clock;

    public Outbox(EventJson json, AppendSignal signal, Clock clock) {
        this.json = json;
        this.signal = signal;
        this.clock = clock;
    }

    /** One statement for all events, tailed in the order of the list; at most 1,000. */
    public void append(PgUnitOfWork work, List<OutboxEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        if (events.size() > MAX_EVENTS) {
            throw new IllegalArgumentException("at most " + MAX_EVENTS + " events, not " + events.size());
        }
        IdentityHashMap<Map<String, String>, String> metadata =
                new IdentityHashMap<>(); // events of one request share theirs
        OffsetDateTime now = OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
        Tuple columns = Tuple.tuple()
                .addArrayOfUUID(events.stream()
                        .map(event -> TimeOrderedIdentifierFactory.next())
                        .toArray(UUID[]::new))
                .addArrayOfString(events.stream().map(OutboxEvent::type).toArray(String[]::new))
                .addArrayOfString(events.stream().map(OutboxEvent::version).toArray(String[]::new))
                .addArrayOfOffsetDateTime(events.stream().map(event -> now).toArray(OffsetDateTime[]::new))
                .addArrayOfString(events.stream()
                        .map(event -> json.write(event.payload()))
                        .toArray(String[]::new))
                .addArrayOfString(events.stream()
                        .map(event -> metadata.computeIfAbsent(event.metadata(), json::write))
                        .toArray(String[]::new));
        work.enlist(APPEND, columns);
        work.afterCommit(signal::fire);
    }
}
