package org.subaccounts.billing.usage.project;

import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

    /** What a row is to get. */
    record Counted<K>(K key, long recipients) {}

    private final @Nullable ClockOffset clockOffset;
    private final SentReader reader = new SentReader();
    private final UsageKeys keys;
    /** Those of {@link #keys} that something was counted for, by their numbers, and in the order in which they came. */
    private final BitSet isCounted = new BitSet();

    private final List<UsageKeys.Key> counted = new ArrayList<>();
    /** By the number of the key. At most 2,147,483,647 for each message: no count of messages makes one overflow. */
    private long[] recipients = {};

    private UsageGathering(@Nullable ClockOffset clockOffset, UsageKeys keys) {
        this.clockOffset = clockOffset;
        this.keys = keys;
    }

    /** For one lane or feed: its gatherings come one after the other, and share their keys. */
    public static Supplier<UsageGathering> counting(ClockOffset clockOffset) {
        return new SharingKeys(clockOffset);
    }

    /** The same. Notes everything as late: whatever differs from what is billed is to be found. */
    public static Supplier<UsageGathering> rebuilding() {
        return new SharingKeys(null);
    }

    private static final class SharingKeys implements Supplier<UsageGathering> {
        private final @Nullable ClockOffset clockOffset;
        private UsageKeys keys = new UsageKeys();

        SharingKeys(@Nullable ClockOffset clockOffset) {
            this.clockOffset = clockOffset;
        }

        @Override
        public UsageGathering get() {
            keys = keys.next();
            return new UsageGathering(clockOffset, keys);
        }
    }

    @Override
    public void add(EventRecord record) {
        if (!record.is(MessageSent.class)) {
            return;
        }
        SentReader.Sent sent = read(record);
        if (!sent.sandbox()) {
            count(keys.known(sent.day(), sent.accountId(), sent.domain()), sent.recipients());
        }
    }

    private void count(UsageKeys.Key key, long more) {
        int number = key.number();
        if (number >= recipients.length) {
            recipients = Arrays.copyOf(recipients, Math.max(keys.size(), 2 * recipients.length));
        }
        if (!isCounted.get(number)) {
            isCounted.set(number);
            counted.add(key);
        }
        recipients[number] += more;
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
        return keys.isFull();
    }

    @Override
    public void enlist(PgUnitOfWork work) {
        if (!counted.isEmpty()) {
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
        List<Counted<UsageKeys.Key>> rows = days();
        LocalDate[] days = new LocalDate[rows.size()];
        UUID[] accounts = new UUID[rows.size()];
        String[] domains = new String[rows.size()];
        Long[] recipients = new Long[rows.size()];
        for (int row = 0; row < rows.size(); row++) {
            UsageKeys.Key key = rows.get(row).key();
            days[row] = key.day();
            accounts[row] = key.accountId();
            domains[row] = key.domain();
            recipients[row] = rows.get(row).recipients();
        }
        work.enlist(ADD_DAILY, Tuple.of(days, accounts, domains, recipients));
    }

    /** Per period and account, in order. */
    List<Counted<UsageKey>> periods() {
        List<Counted<UsageKey>> rows = new ArrayList<>();
        UsageKeys.@Nullable Key account = null;
        long sum = 0;
        for (UsageKeys.Key key : inOrder(UsageKeys.Key.BY_PERIOD)) {
            if (account != null && UsageKeys.Key.BY_PERIOD.compare(account, key) != 0) {
                rows.add(new Counted<>(account.inPeriod(), sum));
                sum = 0;
            }
            account = key;
            sum += recipients[key.number()];
        }
        if (account != null) {
            rows.add(new Counted<>(account.inPeriod(), sum));
        }
        return rows;
    }

    /** Per day, account and domain, in order. */
    List<Counted<UsageKeys.Key>> days() {
        return inOrder(UsageKeys.Key.BY_DAY).stream()
                .map(key -> new Counted<>(key, recipients[key.number()]))
                .toList();
    }

    private List<UsageKeys.Key> inOrder(Comparator<UsageKeys.Key> order) {
        List<UsageKeys.Key> rows = new ArrayList<>(counted);
        rows.sort(order);
        return rows;
    }
}
