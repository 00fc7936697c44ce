package org.subaccounts.platform.eventstore;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import java.io.Closeable;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads the log in the order (transaction id, position), only below the oldest running transaction: what was read once
 * never gets a predecessor. Delivers outbox events and tagged events alike.
 */
public final class EventTail {
    private final EventLog log;
    private final AppendSignal signal;

    EventTail(EventLog log, AppendSignal signal) {
        this.log = log;
        this.signal = signal;
    }

    /**
     * Up to {@code limit} events (1 to 1,000) after the position, and at most 4 MiB of JSON or one event; empty only if there
     * are none yet.
     */
    public Uni<List<StoredEvent>> read(TailPosition after, int limit) {
        return uni(() -> log.tail(after, limit).map(EventLog.Page::events));
    }

    /** The present end: reading after it gives what is not readable yet at this moment. */
    public Uni<TailPosition> latest() {
        return uni(log::latest);
    }

    /** Seconds since the first event after the position was appended, 0 if there is none: how far a reader is behind. */
    public Uni<Double> lagSeconds(TailPosition after) {
        return uni(() -> log.lagSeconds(after));
    }

    /**
     * Called after each commit of this process, on the committing thread: must not block. An event may become readable
     * a little later, when older transactions have ended, or come from another process: poll as well.
     */
    public Closeable onAppend(Runnable wakeUp) {
        return signal.listen(wakeUp);
    }

    private static <T> Uni<T> uni(Supplier<Future<T>> query) {
        return Uni.createFrom().completionStage(() -> query.get().toCompletionStage());
    }
}
