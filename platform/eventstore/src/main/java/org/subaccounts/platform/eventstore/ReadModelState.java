package org.subaccounts.platform.eventstore;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the last rebuild of a read model went or goes. {@code events}: replayed up to now; {@code rows}: of all its tables,
 * counted when few events were left to be applied; {@code error}: for the operator, of a failed one.
 */
public record ReadModelState(
        String name,
        Status status,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        long events,
        @Nullable Long rows,
        @Nullable String error) {

    /** {@code NONE}: never rebuilt. */
    public enum Status {
        NONE,
        RUNNING,
        DONE,
        FAILED
    }

    static ReadModelState none(String name) {
        return new ReadModelState(name, Status.NONE, null, null, 0, null, null);
    }
}
