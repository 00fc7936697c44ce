package org.subaccounts.platform.eventstore;

import java.io.Closeable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/** Tells the tails of this process that something was committed; other processes find out by polling. */
public final class AppendSignal {
    private static final Logger LOG = Logger.getLogger(AppendSignal.class);

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** The listener runs on the committing thread: it must be short, never block, and may be called at any time. */
    public Closeable listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void fire() {
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.warn("a listener for appended events failed; the events are committed", e);
            }
        }
    }
}
