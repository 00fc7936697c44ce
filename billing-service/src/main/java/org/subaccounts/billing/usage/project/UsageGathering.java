package org.subaccounts.billing.usage.project;

import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.period.ClockOffset;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.messaging.EventRecord;
import org.subaccounts.platform.messaging.Gathering;

/**
 * Accepted recipients of messages that are no sandbox ones: per period and account, and per day, account and sending domain.
 * Those of a period that had ended are noted as late, too. Stored by two statements, however many messages they are.
 */
public final class UsageGathering implements Gathering {
    /** Bounds memory, some 10 MB, and the transaction; the number of messages is not bounded. */
    private static final int MOST_ROWS = 60_000;

    private static final double MILLIS_IN_A_SECOND = 1_000;

    /** Rows come in key order, so that two transactions never wait for each other. */
    private static final String ADD = """
            with counted as materialized (
                select * from unnest($1::date[], $2::uuid[], $3::bigint[]) as c (period_start, account_id, reception_count)),
            added as (
                insert into usage (period_start, account_id, reception_count)
                select * from counted
                on conflict (period_start, account_id)
                    do update set reception_count = usage.reception_count + excluded.reception_count)
            """;

    /**
     * What a closing may not have seen. The database's clock decides here as it does about closing: a transaction takes less
     * than the slack, so what is not late by it is committed before the period can be closed.
     */
    private static final String ADD_WHAT_IS_LATE = ADD + """
            insert into late_usage (period_start, account_id, reception_count)
            select * from counted
             where (period_start + interval '1 month') at time zone 'UTC'
                   <= clock_timestamp() + make_interval(secs => $4) + interval '1 minute'
            on conflict (account_id, period_start)
                do update set reception_count = late_usage.reception_count + excluded.reception_count
            """;

    /** Counts that are made anew may differ from what is billed, in any period. */
    private static final String ADD_ALL_AS_LATE = ADD + """
            insert into late_usage (period_start, account_id, reception_count)
            select * from counted
            on conflict (account_id, period_start)
                do update set reception_count = late_usage.reception_count + excluded.reception_count
            """;

    private static final String ADD_DAILY = """
            insert into usage_daily (day, account_id, domain, reception_count)
            select * from unnest($1::date[], $2::uuid[], $3::text[], $4::bigint[])
            on conflict (day, account_id, domain)
                do update set reception_count = usage_daily.reception_count + excluded.reception_count
            """;

    /** One sending domain of an account on a day in UTC. Knows its hash, since each message looks for one. */
    static final class Key {
        static final Comparator<Key> ORDER =
                Comparator.comparing(Key::day).thenComparing(Key::accountId).thenComparing(Key::domain);

        private final LocalDate day;
        private final UUID accountId;
        private final String domain;
        private final int hash;

        Key(LocalDate day, UUID accountId, String domain) {
            this.day = day;
            this.accountId = accountId;
            this.domain = domain;
            this.hash = (accountId.hashCode() * 31 + domain.hashCode()) * 31 + day.getDayOfYear();
        }

        LocalDate day() {
            return day;
        }

        UUID accountId() {
            return accountId;
        }

        String domain() {
            return domain;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && hash == key.hash
                    && accountId.equals(key.accountId)
                    && domain.equals(key.domain)
                    && day.equals(key.day);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public String toString() {
            return day + " " + accountId + " " + domain;
        }
    }

    /** What a row is to get. */
    record Counted<K>(K key, long recipients) {}

    /** At most 2,147,483,647 for each message: no count of messages makes it overflow. */
    private static final class Volume {
        private long recipients;
    }

    private final @Nullable ClockOffset clockOffset;
    private final SentReader reader = new SentReader();
    private final Map<Key, Volume> volumes = new HashMap<>();

    private UsageGathering(@Nullable ClockOffset clockOffset) {
        this.clockOffset = clockOffset;
    }

    public static UsageGathering counting(ClockOffset clockOffset) {
        return new UsageGathering(clockOffset);
    }

    /** Notes everything as late: whatever differs from what is billed is to be found. */
    public static UsageGathering rebuilding() {
        return new UsageGathering(null);
    }

    @Override
    public void add(EventRecord record) {
        if (!record.is(MessageSent.class)) {
            return;
        }
        SentReader.Sent sent = read(record);
        if (!sent.sandbox()) {
            Key key = new Key(sent.day(), sent.accountId(), sent.domain());
            volumes.computeIfAbsent(key, first -> new Volume()).recipients += sent.recipients();
        }
    }

    private SentReader.Sent read(EventRecord record) {
        try {
            return reader.read(record.data());
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            throw record.unreadable(e);
        }
    }

    @Override
    public boolean isFull() {
        return volumes.size() >= MOST_ROWS;
    }

    @Override
    public void enlist(PgUnitOfWork work) {
        if (!volumes.isEmpty()) {
            enlistPeriods(work);
            enlistDays(work);
        }
    }

    private void enlistPeriods(PgUnitOfWork work) {
        List<Counted<UsageKey>> rows = periods();
        LocalDate[] periods = new LocalDate[rows.size()];
        UUID[] accounts = new UUID[rows.size()];
        Long[] recipients = new Long[rows.size()];
        for (int row = 0; row < rows.size(); row++) {
            UsageKey key = rows.get(row).key();
            periods[row] = key.period().firstDay();
            accounts[row] = key.accountId();
            recipients[row] = rows.get(row).recipients();
        }
        if (clockOffset == null) {
            work.enlist(ADD_ALL_AS_LATE, Tuple.of(periods, accounts, recipients));
        } else {
            double ahead = clockOffset.ahead().toMillis() / MILLIS_IN_A_SECOND;
            work.enlist(ADD_WHAT_IS_LATE, Tuple.of(periods, accounts, recipients, ahead));
        }
    }

    private void enlistDays(PgUnitOfWork work) {
        List<Counted<Key>> rows = days();
        LocalDate[] days = new LocalDate[rows.size()];
        UUID[] accounts = new UUID[rows.size()];
        String[] domains = new String[rows.size()];
        Long[] recipients = new Long[rows.size()];
        for (int row = 0; row < rows.size(); row++) {
            Key key = rows.get(row).key();
            days[row] = key.day();
            accounts[row] = key.accountId();
            domains[row] = key.domain();
            recipients[row] = rows.get(row).recipients();
        }
        work.enlist(ADD_DAILY, Tuple.of(days, accounts, domains, recipients));
    }

    /** Per period and account, in order. */
    List<Counted<UsageKey>> periods() {
        Map<UsageKey, Volume> byPeriod = new HashMap<>();
        volumes.forEach((key, volume) -> {
            UsageKey account = new UsageKey(new BillingPeriod(key.day().withDayOfMonth(1)), key.accountId());
            byPeriod.computeIfAbsent(account, first -> new Volume()).recipients += volume.recipients;
        });
        return inOrder(byPeriod, Comparator.naturalOrder());
    }

    /** Per day, account and domain, in order. */
    List<Counted<Key>> days() {
        return inOrder(volumes, Key.ORDER);
    }

    private static <K> List<Counted<K>> inOrder(Map<K, Volume> volumes, Comparator<K> order) {
        List<Counted<K>> rows = new ArrayList<>(volumes.size());
        volumes.forEach((key, volume) -> rows.add(new Counted<>(key, volume.recipients)));
        rows.sort(Comparator.comparing(Counted::key, order));
        return rows;
    }
}
