package org.subaccounts.platform.eventstore;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;

/** The reading side of the log: queries, and rows as events. */
final class EventLog {
    static final int MAX_TAIL_ROWS = 1_000;

    /** Of the JSON of one page, beyond its first event: trees of it take some five times as much. */
    static final int MAX_PAGE_BYTES = 4 << 20;
    /** As they lie in the table, compressed; keeps the database from unpacking much more than a page holds. */
    private static final int MAX_STORED_BYTES = 1 << 20;

    private static final String COLUMNS =
            "e.txid::text::bigint as txid, e.position, e.tags, e.event_id, e.type, e.version, e.time, ";
    private static final String METADATA = ", e.metadata::text as metadata";
    private static final String AFTER = " from es_event e where (e.txid, e.position) > ($1::text::xid8, $2)";
    // Below the oldest transaction still running nothing can be committed any more: what is read here is complete.
    private static final String SETTLED = " and e.txid < pg_snapshot_xmin(pg_current_snapshot())";
    private static final String IN_ORDER = " order by e.txid, e.position limit $3";
    private static final String OF_TYPES = " and e.type = any ($4)";
    private static final String REPLAYED = AFTER + OF_TYPES;
    /** As text without unpacking anything: 1,000 of these fit into a page. Null: large, or compressed. */
    private static final String SMALL_PAYLOAD = "case when pg_column_size(e.payload) <= 2000"
            + " and pg_column_compression(e.payload) is null then e.payload::text end as payload";

    private static final Pages TAIL = new Pages(AFTER + SETTLED);
    private static final Pages REPLAY_SETTLED = new Pages(REPLAYED + SETTLED);
    private static final Pages REPLAY_ALL = new Pages(REPLAYED);

    private static final String LATEST = "select (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)";
    private static final String AT = "select txid::text::bigint, position - 1 from es_event"
            + " where time >= $1 order by txid, position limit 1";
    private static final String AGE_OF_NEXT =
            "select extract(epoch from clock_timestamp() - e.time)::float8 from es_event e"
                    + " where (e.txid, e.position) > ($1::text::xid8, $2) order by e.txid, e.position limit 1";
    private static final String STALL =
            "select coalesce(max(extract(epoch from clock_timestamp() - e.time)), 0)::float8"
                    + " from es_event e where e.txid >= pg_snapshot_xmin(pg_current_snapshot())";

    private static final String FROM_ANOTHER_SERVER =
            "select exists (select 1 from es_event where txid >= pg_snapshot_xmax(pg_current_snapshot()))";

    private static final String SOURCE_COLUMNS =
            "e.event_id, e.type, e.version, e.time, e.payload::text as payload, e.metadata::text as metadata";
    // "limit 1" makes the planner look each event up by its key, whatever it believes about the number of rows.
    private static final String FETCH = " cross join lateral (select " + SOURCE_COLUMNS
            + " from es_event e where e.txid = k.txid and e.position = k.position limit 1) e";
    private static final String SOURCE_ONE_TAG = "select pg_current_snapshot()::text, s.* from (select 1) o left join ("
            + "select e.*, k.txid, k.position from es_event_tag k" + FETCH
            + " where k.tag = $1 order by k.txid, k.position limit $2) s on true order by s.txid, s.position";
    private static final String SOURCE = "select pg_current_snapshot()::text, s.* from (select 1) o left join ("
            + "select e.*, k.txid, k.position from (select distinct t.txid, t.position"
            + " from unnest($1::text[], $2::text[], $3::text[]) c (anchor, tags, types)"
            + " join es_event_tag t on t.tag = c.anchor and (c.types is null or t.type = any (c.types::text[]))"
            + " where c.tags is null or exists (select 1 from es_event x"
            + " where x.txid = t.txid and x.position = t.position and x.tags @> c.tags::text[])) k" + FETCH
            + " order by k.txid, k.position limit $4) s on true order by s.txid, s.position";

    private final SqlClient client;
    private final EventJson json;

    EventLog(SqlClient client, EventJson json) {
        this.client = client;
        this.json = json;
    }

    /** What one sourcing read, with the snapshot it was read with. */
    record Sourced(String snapshot, List<EventMessage> events) {}

    /** The next events; {@code more}: others were there, but the page was full. */
    record Page<T>(List<T> events, boolean more) {}

    /** The two ways to read a page of the same events: at once if all are small, else bounded by their size. */
    private record Pages(String small, String bounded) {
        Pages(String events) {
            this("select " + COLUMNS + SMALL_PAYLOAD + METADATA + events + IN_ORDER, bounded(events));
        }

        /**
         * First cut by what is stored, which is known without unpacking, then by the text itself; the first event is always in
         * it. "offset 0" keeps the text from being made more than once.
         */
        private static String bounded(String events) {
            return "select txid, position, tags, event_id, type, version, time, payload, metadata, cut_after from ("
                    + "select s.*, sum(octet_length(s.payload)) over (order by s.xid, s.position) as bytes from ("
                    + "select e.txid as xid, e.cut_after, " + COLUMNS + "e.payload::text as payload" + METADATA
                    + " from ("
                    + "select e.*, sum(pg_column_size(e.payload)) over (order by e.txid, e.position) as stored,"
                    + " lead(true) over (order by e.txid, e.position) is not null as cut_after from ("
                    + "select e.*" + events + IN_ORDER + ") as e) as e"
                    + " where e.stored <= " + MAX_STORED_BYTES
                    + " or e.stored = pg_column_size(e.payload) offset 0) as s"
                    + ") as p where bytes <= " + MAX_PAGE_BYTES + " or bytes = octet_length(payload)"
                    + " order by xid, position";
        }
    }

    /** At most {@code limit} events, and no more after the one that makes it {@link #MAX_PAGE_BYTES} of JSON. */
    Future<Page<StoredEvent>> tail(TailPosition after, int limit) {
        requireBounded(limit);
        Tuple arguments = Tuple.of(Long.toString(after.txid()), after.eventPosition(), limit);
        return page(TAIL, arguments, limit, this::storedEvents);
    }

    private static void requireBounded(int limit) {
        if (limit < 1 || limit > MAX_TAIL_ROWS) {
            throw new IllegalArgumentException("limit is 1 to " + MAX_TAIL_ROWS + ", not " + limit);
        }
    }

    private <T> Future<Page<T>> page(Pages pages, Tuple arguments, int limit, Function<RowSet<Row>, List<T>> events) {
        return client.preparedQuery(pages.small).execute(arguments).compose(rows -> {
            for (Row row : rows) {
                if (row.getString("payload") == null) {
                    return client.preparedQuery(pages.bounded)
                            .execute(arguments)
                            .map(bounded ->
                                    new Page<>(events.apply(bounded), bounded.size() == limit || wasCut(bounded)));
                }
            }
            return Future.succeededFuture(new Page<>(events.apply(rows), rows.size() == limit));
        });
    }

    private static boolean wasCut(RowSet<Row> rows) {
        boolean cut = false;
        for (Row row : rows) {
            cut = row.getBoolean("cut_after");
        }
        return cut;
    }

    /** An event that cannot be read fails the reading only when it is the next one: those before it are delivered. */
    private List<StoredEvent> storedEvents(RowSet<Row> rows) {
        List<StoredEvent> events = new ArrayList<>(rows.size());
        for (Row row : rows) {
            try {
                events.add(storedEvent(row));
            } catch (RuntimeException e) {
                if (events.isEmpty()) {
                    throw e;
                }
                break;
            }
        }
        return events;
    }

    /** An event as the inline projections of its append got it, and where it lies. */
    record Replayed(TailPosition position, EventMessage message) {}

    /**
     * Events of a read model, in pages as the tail's. {@code onlySettled}: as in the tail; otherwise all that are committed,
     * for a reader who knows that none of those still to be committed is his. An event that cannot be read fails the whole
     * reading.
     */
    Future<Page<Replayed>> replay(TailPosition after, ReadModelEvents events, int limit, boolean onlySettled) {
        requireBounded(limit);
        Tuple arguments = Tuple.of(
                Long.toString(after.txid()),
                after.eventPosition(),
                limit,
                events.types().toArray(String[]::new));
        return page(onlySettled ? REPLAY_SETTLED : REPLAY_ALL, arguments, limit, rows -> {
            List<Replayed> replayed = new ArrayList<>(rows.size());
            for (Row row : rows) {
                replayed.add(new Replayed(new TailPosition(row.getLong(0), row.getLong(1)), typedMessage(row, events)));
            }
            return replayed;
        });
    }

    private EventMessage typedMessage(Row row, ReadModelEvents events) {
        EventMessage stored = message(row, 3);
        StoredPayload payload = (StoredPayload) Objects.requireNonNull(stored.payload());
        return new GenericEventMessage(
                stored.identifier(),
                stored.type(),
                json.read(payload, events.classOf(payload.type())),
                stored.metadata(),
                stored.timestamp());
    }

    /** Everything committed up to now lies before it or is still to be tailed; nothing is skipped. */
    Future<TailPosition> latest() {
        return client.preparedQuery(LATEST)
                .execute()
                .map(rows -> new TailPosition(rows.iterator().next().getLong(0), Long.MAX_VALUE));
    }

    Future<TailPosition> at(Instant time) {
        return client.preparedQuery(AT)
                .execute(Tuple.of(time.atOffset(ZoneOffset.UTC)))
                .compose(rows -> rows.size() == 0
                        ? latest()
                        : Future.succeededFuture(position(rows.iterator().next())));
    }

    /** Seconds since the first event after the position was appended; 0 if there is none. */
    Future<Double> lagSeconds(TailPosition after) {
        return client.preparedQuery(AGE_OF_NEXT)
                .execute(Tuple.of(Long.toString(after.txid()), after.eventPosition()))
                .map(rows -> rows.size() == 0 ? 0.0 : rows.iterator().next().getDouble(0));
    }

    /** Age in seconds of the oldest event that is committed and cannot be tailed yet, because an older transaction runs. */
    Future<Double> stallSeconds() {
        return client.preparedQuery(STALL)
                .execute()
                .map(rows -> rows.iterator().next().getDouble(0));
    }

    /** True if events have transaction ids that this server has not given out: the log was copied from another one. */
    Future<Boolean> isFromAnotherServer() {
        return client.query(FROM_ANOTHER_SERVER)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    Future<Sourced> source(Criteria criteria, int maxEvents) {
        String tag = criteria.onlyTag();
        Future<RowSet<Row>> rows = tag != null
                ? client.preparedQuery(SOURCE_ONE_TAG).execute(Tuple.of(tag, maxEvents + 1))
                : client.preparedQuery(SOURCE)
                        .execute(Tuple.of(criteria.anchors(), criteria.tags(), criteria.types(), maxEvents + 1));
        return rows.map(found -> sourced(found, maxEvents));
    }

    private Sourced sourced(RowSet<Row> rows, int maxEvents) {
        if (rows.size() > maxEvents) {
            throw new IllegalStateException("more than " + maxEvents + " events match what is sourced");
        }
        List<EventMessage> events = new ArrayList<>(rows.size());
        String snapshot = "";
        for (Row row : rows) {
            snapshot = row.getString(0);
            if (row.getUUID(1) != null) {
                events.add(message(row, 1));
            }
        }
        return new Sourced(snapshot, events);
    }

    /** {@code first}: the column of the event's id, before type, version, time, payload and metadata. */
    private EventMessage message(Row row, int first) {
        StoredPayload payload =
                json.current(row.getString(first + 1), row.getString(first + 2), row.getString(first + 4));
        return new GenericEventMessage(
                row.getUUID(first).toString(),
                new MessageType(payload.type(), payload.version()),
                payload,
                json.strings(row.getString(first + 5)),
                row.getOffsetDateTime(first + 3).toInstant());
    }

    private StoredEvent storedEvent(Row row) {
        StoredPayload payload = json.current(row.getString(4), row.getString(5), row.getString(7));
        return new StoredEvent(
                row.getLong(0),
                row.getLong(1),
                row.getUUID(3).toString(),
                payload.type(),
                payload.version(),
                row.getOffsetDateTime(6).toInstant(),
                json.object(payload.type(), payload.json()),
                json.strings(row.getString(8)),
                Set.of(row.getArrayOfStrings(2)));
    }

    private static TailPosition position(Row row) {
        return new TailPosition(row.getLong(0), row.getLong(1));
    }
}
