package org.subaccounts.sending.statistics.project;

import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.MessageBounced;
import org.subaccounts.contracts.MessageClicked;
import org.subaccounts.contracts.MessageDeferred;
import org.subaccounts.contracts.MessageDelivered;
import org.subaccounts.contracts.MessageFailed;
import org.subaccounts.contracts.MessageOpened;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.contracts.MessageSuppressed;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.messaging.EventRecord;
import org.subaccounts.platform.messaging.Gathering;

/**
 * Sums per hour, account, domains and set of tags of messages that are no sandbox ones, stored by one statement. Each message
 * counts once in every column: of deferrals, openings and clicks the first.
 */
public final class StatisticsGathering implements Gathering {
    /** What a bounce is called of which nobody said why. */
    static final String UNCLASSIFIED = "unclassified";

    /** Bounds memory, some 20 MB, and the transaction; the number of events is not bounded. */
    private static final int MOST_ROWS = 20_000;

    /** Rows come in key order, so that two transactions never wait for each other. */
    private static final String ADD = """
            insert into statistics_hourly as s (account_id, hour, sender_domain, recipient_domain, tags_key, classification, tags,
                reception_count, delivered_count, deferred_count, bounced_count, failed_count, suppressed_count, opened_count,
                clicked_count, timed_count, delivery_millis)
            select a, h, sd, rd, k, c, string_to_array(t, chr(31)), n1, n2, n3, n4, n5, n6, n7, n8, n9, n10
              from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[],
                          $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[],
                          $15::bigint[], $16::bigint[], $17::bigint[])
                   as r (a, h, sd, rd, k, c, t, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10)
            on conflict (account_id, hour, sender_domain, recipient_domain, tags_key, classification) do update
               set reception_count  = s.reception_count + excluded.reception_count,
                   delivered_count  = s.delivered_count + excluded.delivered_count,
                   deferred_count   = s.deferred_count + excluded.deferred_count,
                   bounced_count    = s.bounced_count + excluded.bounced_count,
                   failed_count     = s.failed_count + excluded.failed_count,
                   suppressed_count = s.suppressed_count + excluded.suppressed_count,
                   opened_count     = s.opened_count + excluded.opened_count,
                   clicked_count    = s.clicked_count + excluded.clicked_count,
                   timed_count      = s.timed_count + excluded.timed_count,
                   delivery_millis  = s.delivery_millis + excluded.delivery_millis""";

    /** The columns that are added up, in the order of the statement. */
    enum Column {
        RECEPTION,
        DELIVERED,
        DEFERRED,
        BOUNCED,
        FAILED,
        SUPPRESSED,
        OPENED,
        CLICKED,
        TIMED,
        DELIVERY_MILLIS
    }

    private final HappeningReader reader = new HappeningReader();
    private final Map<HourKey, Map<Column, Long>> sums = new HashMap<>();

    @Override
    public void add(EventRecord record) {
        Column column = column(record);
        if (column == null) {
            return;
        }
        Happening happening = read(record);
        if (happening.sandbox() || !counts(column, happening)) {
            return;
        }
        String given = happening.classification();
        String classification = column != Column.BOUNCED ? "" : given == null || given.isEmpty() ? UNCLASSIFIED : given;
        Map<Column, Long> sum =
                sums.computeIfAbsent(HourKey.of(happening, classification), first -> new EnumMap<>(Column.class));
        sum.merge(column, column == Column.RECEPTION ? (long) happening.recipients() : 1L, Long::sum);
        Long millis = happening.deliveryMillis();
        if (column == Column.DELIVERED && millis != null) {
            sum.merge(Column.TIMED, 1L, Long::sum);
            sum.merge(Column.DELIVERY_MILLIS, millis, Long::sum);
        }
    }

    private static @Nullable Column column(EventRecord record) {
        if (record.is(MessageSent.class)) {
            return Column.RECEPTION;
        }
        if (record.is(MessageDelivered.class)) {
            return Column.DELIVERED;
        }
        if (record.is(MessageDeferred.class)) {
            return Column.DEFERRED;
        }
        if (record.is(MessageBounced.class)) {
            return Column.BOUNCED;
        }
        if (record.is(MessageFailed.class)) {
            return Column.FAILED;
        }
        if (record.is(MessageSuppressed.class)) {
            return Column.SUPPRESSED;
        }
        if (record.is(MessageOpened.class)) {
            return Column.OPENED;
        }
        return record.is(MessageClicked.class) ? Column.CLICKED : null;
    }

    private static boolean counts(Column column, Happening happening) {
        return switch (column) {
            case DEFERRED -> happening.first() == null ? happening.attempt() == 1 : happening.first(); // earlier builds
            case OPENED, CLICKED -> Boolean.TRUE.equals(happening.first());
            case RECEPTION, DELIVERED, BOUNCED, FAILED, SUPPRESSED, TIMED, DELIVERY_MILLIS -> true;
        };
    }

    private Happening read(EventRecord record) {
        try {
            return reader.read(record.data());
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            throw record.unreadable(e);
        }
    }

    @Override
    public boolean isFull() {
        return sums.size() >= MOST_ROWS;
    }

    /** What is gathered, for tests. */
    Map<HourKey, Map<Column, Long>> sums() {
        return sums;
    }

    @Override
    public void enlist(PgUnitOfWork work) {
        if (sums.isEmpty()) {
            return;
        }
        List<HourKey> keys = sums.keySet().stream().sorted(HourKey.ORDER).toList();
        Tuple arguments = Tuple.tuple()
                .addArrayOfUUID(keys.stream().map(HourKey::accountId).toArray(UUID[]::new))
                .addArrayOfOffsetDateTime(keys.stream()
                        .map(key -> key.hour().atOffset(ZoneOffset.UTC))
                        .toArray(OffsetDateTime[]::new))
                .addArrayOfString(texts(keys, HourKey::senderDomain))
                .addArrayOfString(texts(keys, HourKey::recipientDomain))
                .addArrayOfUUID(keys.stream().map(HourKey::tagsKey).toArray(UUID[]::new))
                .addArrayOfString(texts(keys, HourKey::classification))
                .addArrayOfString(texts(keys, HourKey::tagsText));
        for (Column column : Column.values()) {
            arguments.addArrayOfLong(keys.stream()
                    .map(key -> sums.getOrDefault(key, Map.of()).getOrDefault(column, 0L))
                    .toArray(Long[]::new));
        }
        work.enlist(ADD, arguments);
    }

    private static String[] texts(List<HourKey> keys, Function<HourKey, String> text) {
        return keys.stream().map(text).toArray(String[]::new);
    }
}
