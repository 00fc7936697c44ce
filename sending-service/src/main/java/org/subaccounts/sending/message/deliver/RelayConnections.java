package org.subaccounts.sending.message.deliver;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections that are kept for the next mail: the one used last is taken first, so that those that are not needed end. */
final class RelayConnections {
    private final RelaySettings settings;
    private final RelayTls tls;
    private final AtomicInteger open = new AtomicInteger();
    private final Deque<RelayConnection> idle = new ArrayDeque<>();
    private boolean closed;

    RelayConnections(RelaySettings settings, RelayTls tls, MeterRegistry meters) {
        this.settings = settings;
        this.tls = tls;
        meters.gauge("sending.relay.connections", open, AtomicInteger::get);
    }

    /** One that is kept, or a new one, which is not connected yet. */
    RelayConnection take() {
        synchronized (this) {
            RelayConnection kept = idle.pollLast();
            if (kept != null) {
                return kept;
            }
        }
        return fresh();
    }

    RelayConnection fresh() {
        open.incrementAndGet();
        return new RelayConnection(settings, tls);
    }

    /** For the next mail. */
    void keep(RelayConnection connection) {
        connection.idle(System.nanoTime());
        synchronized (this) {
            if (!closed) {
                idle.addLast(connection);
                return;
            }
        }
        discard(connection);
    }

    void discard(RelayConnection connection) {
        open.decrementAndGet();
        connection.abort();
    }

    void closeIdle() {
        end(System.nanoTime() - settings.keepAlive().toNanos());
    }

    void close() {
        synchronized (this) {
            closed = true;
        }
        end(Long.MAX_VALUE);
    }

    private void end(long idleBefore) {
        List<RelayConnection> ended = new ArrayList<>();
        synchronized (this) {
            while (!idle.isEmpty() && (closed || idle.getFirst().idleSinceNanos() - idleBefore < 0)) {
                ended.add(idle.removeFirst());
            }
        }
        ended.forEach(connection -> {
            connection.quit();
            discard(connection);
        });
    }
}
