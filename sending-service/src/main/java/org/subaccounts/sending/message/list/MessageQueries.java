package org.subaccounts.sending.message.list;

import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.PageRequest;
import org.subaccounts.sending.message.MessageId;
import org.subaccounts.sending.message.MessageRows;
import org.subaccounts.sending.message.MessageStatus;

/**
 * The SQL of one look at a list. Every look walks the account's messages in the order of their ids over an index of each
 * partition, and no further than a window, whatever the filter lets through. Pure.
 *
 * @param sql rows of the list in the order of the page; a selective one has {@code looked} and {@code last_looked} in each row,
 *     and a row of nulls when nothing was found
 */
record MessageQueries(String sql, Tuple arguments) {
    private static final UUID FIRST = new UUID(0, 0);
    private static final UUID LAST = new UUID(-1, -1);

    /** Ids tell when they were made; acceptance is a little later, by another clock. */
    private static final long CLOCKS_MILLIS = 60_000;

    private static final long VERSION_7 = 0x7000;
    private static final int MILLIS_SHIFT = 16;

    /** Numbers the arguments. */
    private static final class Arguments {
        private final Tuple values = Tuple.tuple();

        String add(Object value) {
            values.addValue(value);
            return "$" + values.size();
        }
    }

    /** {@code position}: where the look begins, itself excluded; null: at the end of the list. */
    static MessageQueries of(MessageFilter filter, PageRequest page, @Nullable UUID position, int window, Instant now) {
        boolean newest = page.before() == null;
        Arguments arguments = new Arguments();
        String walked = walked(filter, page, position, newest, now, arguments);
        String order = newest ? "desc" : "asc";
        // an account that is no constant to the planner: only the indexes by account have this order, however it mails
        String inOrder = " order by m.account_id " + order + ", m.id " + order + " limit ";
        String rows = arguments.add(page.limit() + 1);
        if (!filter.isSelective()) {
            String sql = "select " + MessageRows.COLUMNS + " from message m where " + walked + inOrder + rows;
            return new MessageQueries(sql, arguments.values);
        }
        String sql = "with looked as materialized (select m.id, m.keep_day, (" + conditions(filter, arguments)
                + ") as hit from message m where " + walked + inOrder + arguments.add(window)
                + "), hits as (select id, keep_day from looked where hit order by id " + order + " limit " + rows
                + ") select (select count(*) from looked) as looked, (select id from looked order by id "
                + (newest ? "asc" : "desc") + " limit 1) as last_looked, " + MessageRows.COLUMNS
                + " from (values (1)) as one left join (hits h join message m on m.id = h.id and m.keep_day ="
                + " h.keep_day) on true order by m.id " + order;
        return new MessageQueries(sql, arguments.values);
    }

    /** What an index finds. */
    private static String walked(
            MessageFilter filter,
            PageRequest page,
            @Nullable UUID position,
            boolean newest,
            Instant now,
            Arguments arguments) {
        UUID low = filter.from() == null ? FIRST : madeAt(filter.from().toEpochMilli() - CLOCKS_MILLIS);
        UUID high = filter.to() == null ? LAST : madeAt(filter.to().toEpochMilli() + CLOCKS_MILLIS);
        UUID above = newest || position == null ? low : later(low, position);
        UUID below = newest && position != null ? earlier(high, position) : high;
        List<String> conditions = new ArrayList<>();
        conditions.add("m.account_id = any(" + arguments.add(new UUID[] {page.account()}) + ")");
        conditions.add("m.keep_day >= " + arguments.add(LocalDate.ofInstant(now, ZoneOffset.UTC)));
        conditions.add("m.keep_until > " + arguments.add(now.atOffset(ZoneOffset.UTC)));
        conditions.add("m.id > " + arguments.add(above));
        conditions.add("m.id < " + arguments.add(below));
        MessageId.Reference id = filter.messageId();
        if (id != null) {
            conditions.add("m.id = " + arguments.add(id.value()));
        }
        if (filter.recipient() != null) {
            conditions.add("lower(m.recipient) = "
                    + arguments.add(filter.recipient().toString().toLowerCase(Locale.ROOT)));
        }
        if (filter.from() != null) {
            conditions.add("m.accepted_at >= " + arguments.add(filter.from().atOffset(ZoneOffset.UTC)));
        }
        if (filter.to() != null) {
            conditions.add("m.accepted_at < " + arguments.add(filter.to().atOffset(ZoneOffset.UTC)));
        }
        return String.join(" and ", conditions);
    }

    /** What has to be looked at in each message. */
    private static String conditions(MessageFilter filter, Arguments arguments) {
        List<String> conditions = new ArrayList<>();
        if (!filter.statuses().isEmpty()) {
            conditions.add("m.status = any(case when m.sandbox_result is null then "
                    + arguments.add(stored(filter.statuses().stream()
                            .filter(MessageStatus.Word::real)
                            .toList()))
                    + "::text[] else "
                    + arguments.add(stored(filter.statuses().stream()
                            .filter(MessageStatus.Word::sandbox)
                            .toList()))
                    + "::text[] end)");
        }
        if (filter.sender() != null) {
            conditions.add("lower(m.sender) = "
                    + arguments.add(filter.sender().toString().toLowerCase(Locale.ROOT)));
        }
        if (filter.subject() != null) {
            // letters of every script, whatever the database's own collation is
            conditions.add("strpos(lower(m.subject collate pg_c_utf8), lower(" + arguments.add(filter.subject())
                    + "::text collate pg_c_utf8)) > 0");
        }
        MessageId.Reference id = filter.messageId();
        if (id != null && id.senderDomain() != null) {
            conditions.add("m.sender_domain = " + arguments.add(id.senderDomain()));
        }
        if (!filter.tags().isEmpty()) {
            conditions.add("m.tags && " + arguments.add(filter.tags().toArray(String[]::new)) + "::text[]");
        }
        if (filter.domains() != null) {
            conditions.add(
                    "m.sender_domain = any(" + arguments.add(filter.domains().toArray(String[]::new)) + ")");
        }
        return conditions.isEmpty() ? "true" : String.join(" and ", conditions);
    }

    private static String[] stored(List<MessageStatus.Word> words) {
        return words.stream().map(word -> word.status().stored()).toArray(String[]::new);
    }

    /** No UUIDv7 of this millisecond is smaller. */
    static UUID madeAt(long epochMillis) {
        return new UUID((Math.max(0, epochMillis) << MILLIS_SHIFT) | VERSION_7, 0);
    }

    private static UUID later(UUID one, UUID other) {
        return isBefore(one, other) ? other : one;
    }

    private static UUID earlier(UUID one, UUID other) {
        return isBefore(one, other) ? one : other;
    }

    /** As PostgreSQL compares them. */
    private static boolean isBefore(UUID one, UUID other) {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0
                ? high < 0
                : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits()) < 0;
    }
}
