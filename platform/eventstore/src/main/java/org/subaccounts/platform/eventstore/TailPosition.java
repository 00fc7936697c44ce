package org.subaccounts.platform.eventstore;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.OptionalLong;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;

/**
 * A place in the log, that of the event last read. Order: transaction id, then position; never the position alone,
 * because a transaction that drew its position first may commit last.
 */
public record TailPosition(
        @JsonProperty("txid") long txid,
        @JsonProperty("position") long eventPosition) implements Comparable<TailPosition>, TrackingToken {

    /** Before every event. */
    public static final TailPosition FIRST = new TailPosition(0, 0);

    private static final Comparator<TailPosition> ORDER =
            Comparator.comparingLong(TailPosition::txid).thenComparingLong(TailPosition::eventPosition);

    @Override
    public int compareTo(TailPosition other) {
        return ORDER.compare(this, other);
    }

    @Override
    public TrackingToken lowerBound(TrackingToken other) {
        return compareTo(of(other)) <= 0 ? this : other;
    }

    @Override
    public TrackingToken upperBound(TrackingToken other) {
        return compareTo(of(other)) >= 0 ? this : other;
    }

    @Override
    public boolean covers(TrackingToken other) {
        return other == null || compareTo(of(other)) >= 0;
    }

    @Override
    public OptionalLong position() {
        return OptionalLong.of(eventPosition);
    }

    static TailPosition of(TrackingToken token) {
        if (token == TrackingToken.FIRST) {
            return FIRST;
        }
        if (token instanceof TailPosition position) {
            return position;
        }
        throw new IllegalArgumentException("not a position in this event store: " + token);
    }
}
