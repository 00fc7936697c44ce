package org.subaccounts.billing.usage.project;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.BillingPeriod;

/**
 * The keys of rows that messages were counted for, numbered from 0, so that a gathering has little more than a counter for each
 * row. Kept from one gathering to the next, since most keys come again in it: made for each anew, they would fill the heap. For
 * one thread at a time.
 */
final class UsageKeys {
    /** Bounds memory, some 10 MB, and the transaction: it has no more rows than there are keys. Messages are not bounded. */
    static final int MOST = 60_000;

    private final Map<Key, Key> known = new HashMap<>();

    /** For the next gathering: these, or new ones when these are full. */
    UsageKeys next() {
        return isFull() ? new UsageKeys() : this;
    }

    boolean isFull() {
        return known.size() >= MOST;
    }

    Key known(LocalDate day, UUID accountId, String domain) {
        Key asked = new Key(day, accountId, domain, known.size());
        Key first = known.putIfAbsent(asked, asked);
        return first == null ? asked : first;
    }

    int size() {
        return known.size();
    }

    /** One sending domain of an account on a day in UTC. Knows its hash, since each message looks for one. */
    static final class Key {
        static final Comparator<Key> BY_DAY =
                Comparator.comparing(Key::day).thenComparing(Key::accountId).thenComparing(Key::domain);

        /** Equal are those of one account in one period. The order of {@link UsageKey}. */
        static final Comparator<Key> BY_PERIOD =
                Comparator.comparingInt(Key::month).thenComparing(Key::accountId);

        private static final int MONTHS = 12;

        private final LocalDate day;
        private final UUID accountId;
        private final String domain;
        private final int number;
        private final int hash;

        Key(LocalDate day, UUID accountId, String domain, int number) {
            this.day = day;
            this.accountId = accountId;
            this.domain = domain;
            this.number = number;
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

        /** Its place among these keys; not part of what it is equal by. */
        int number() {
            return number;
        }

        UsageKey inPeriod() {
            return new UsageKey(new BillingPeriod(day.withDayOfMonth(1)), accountId);
        }

        private int month() {
            return day.getYear() * MONTHS + day.getMonthValue();
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
}
