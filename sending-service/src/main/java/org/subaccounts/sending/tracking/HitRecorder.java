package org.subaccounts.sending.tracking;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.subaccounts.sending.message.MessageKey;

/**
 * Records openings and clicks behind the back of whoever asks: gathers what comes while a transaction is under way, and keeps it
 * while the database is away, up to a bound; beyond that hits are lost and counted as such. A crash loses what is gathered, a
 * fraction of a second's worth. Its own state is touched on one context only.
 */
@ApplicationScoped
public class HitRecorder {
    private static final Logger LOG = Logger.getLogger(HitRecorder.class);
    private static final int MAX_MESSAGES = 20_000;
    private static final int MESSAGES_PER_TRANSACTION = 200;
    private static final long PAUSE_MILLIS = 1_000;
    private static final long SHUTDOWN_SECONDS = 3;

    private final HitTable table;
    private final Context context;
    private final Hits hits;
    private final Counter recorded;
    private final Counter lost;
    private final CountDownLatch idle = new CountDownLatch(1);

    private boolean running;
    private boolean waiting;
    private boolean stopping;

    public HitRecorder(
            Vertx vertx,
            HitTable table,
            MeterRegistry meters,
            @ConfigProperty(name = "sending.tracking.events-per-message") int eventsPerMessage) {
        this.table = table;
        this.context = vertx.getOrCreateContext();
        this.hits = new Hits(MAX_MESSAGES, eventsPerMessage);
        this.recorded = meters.counter("sending.tracking.hits", "result", "recorded");
        this.lost = meters.counter("sending.tracking.hits", "result", "lost");
    }

    /** Returns at once. */
    void opened(MessageKey message) {
        context.runOnContext(ignored -> took(hits.open(message)));
    }

    /** Returns at once. */
    void clicked(MessageKey message, String url) {
        context.runOnContext(ignored -> took(hits.click(message, url)));
    }

    private void took(boolean room) {
        if (room) {
            record();
        } else {
            lost.increment();
        }
    }

    private void record() {
        if (running || waiting || hits.isEmpty()) {
            endIfIdle();
            return;
        }
        running = true;
        Map<MessageKey, Hits.OfMessage> taken = hits.take(MESSAGES_PER_TRANSACTION);
        Future<Void> stored;
        try {
            stored = table.record(taken);
        } catch (RuntimeException e) {
            stored = Future.failedFuture(e);
        }
        stored.onComplete(done -> context.runOnContext(ignored -> {
            running = false;
            if (done.succeeded()) {
                recorded.increment(count(taken));
                record();
            } else {
                failed(taken, done.cause());
            }
        }));
    }

    private void failed(Map<MessageKey, Hits.OfMessage> taken, Throwable failure) {
        if (HitTable.mayBeRecorded(failure)) {
            LOG.warnf("it is not known whether %d openings and clicks were recorded: %s", count(taken), failure);
            lost.increment(count(taken));
            record();
            return;
        }
        hits.putBack(taken);
        if (HitTable.isConflict(failure)) {
            record();
            return;
        }
        LOG.warnf("openings and clicks cannot be recorded, trying again: %s", failure);
        waiting = true;
        context.owner().setTimer(PAUSE_MILLIS, timer -> {
            waiting = false;
            record();
        });
        endIfIdle();
    }

    private static int count(Map<MessageKey, Hits.OfMessage> taken) {
        return taken.values().stream()
                .mapToInt(hits -> hits.opens() + hits.clicks())
                .sum();
    }

    private void endIfIdle() {
        if (stopping && !running) {
            idle.countDown();
        }
    }

    /** Waits, at most some seconds, for what is gathered. */
    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event)
            throws InterruptedException {
        context.runOnContext(ignored -> {
            stopping = true;
            record();
        });
        if (!idle.await(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("openings and clicks are left that could not be recorded");
        }
    }
}
