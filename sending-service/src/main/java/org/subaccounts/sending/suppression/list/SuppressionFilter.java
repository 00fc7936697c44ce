package org.subaccounts.sending.suppression.list;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.sending.suppression.SuppressionParameters;

/**
 * Which suppressions a list shows; null: whichever. Times are kept to the millisecond, as ids carry them.
 *
 * @param from the first moment of creation that counts
 * @param to the first one that does not count any more
 */
record SuppressionFilter(
        @Nullable String domain,
        @Nullable String email,
        @Nullable Instant from,
        @Nullable Instant to) {
    private static final UUID FIRST = new UUID(0, 0);
    private static final UUID LAST = new UUID(-1, -1);

    /** From a request; what is empty is not given. */
    static SuppressionFilter of(
            @Nullable String domain, @Nullable String email, @Nullable String from, @Nullable String to) {
        SuppressionFilter filter = new SuppressionFilter(
                isGiven(domain) ? SuppressionParameters.domain(domain) : null,
                isGiven(email) ? SuppressionParameters.email(email) : null,
                isGiven(from) ? toMillisecond(Inputs.time("from_time", from)) : null,
                isGiven(to) ? toMillisecond(Inputs.time("to_time", to)) : null);
        if (filter.from != null && filter.to != null && filter.to.isBefore(filter.from)) {
            throw Refusal.badRequest("to_time must not be before from_time");
        }
        return filter;
    }

    private static boolean isGiven(@Nullable String text) {
        return text != null && !text.isEmpty();
    }

    /** Upwards: of what is created in whole milliseconds, the same is before and after it. */
    private static Instant toMillisecond(Instant time) {
        Instant whole = time.truncatedTo(ChronoUnit.MILLIS);
        return whole.equals(time) ? whole : whole.plusMillis(1);
    }

    /** Names the list, to which cursors are bound. */
    String list() {
        return "suppressions domain=" + domain + " email=" + email + " from=" + from + " to=" + to;
    }

    /** Ids of what is created from the beginning on are not below it. */
    UUID firstId() {
        return from == null ? FIRST : firstIdOf(from);
    }

    /** Ids of what is created before the end are below it. */
    UUID endId() {
        return to == null ? LAST : firstIdOf(to);
    }

    private static UUID firstIdOf(Instant time) {
        return new UUID(time.toEpochMilli() << 16, 0);
    }
}
