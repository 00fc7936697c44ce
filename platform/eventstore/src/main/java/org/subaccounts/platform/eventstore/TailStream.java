package org.subaccounts.platform.eventstore;

import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.axonframework.messaging.core.Context;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.core.SimpleEntry;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventstreaming.StreamingCondition;
import org.axonframework.messaging.eventstreaming.Tag;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The tail as Axon's endless stream. No method blocks: they look at a buffer that asynchronous queries fill. */
final class TailStream implements MessageStream<EventMessage> {
    private static final Logger LOG = Logger.getLogger(TailStream.class);
    private static final int BATCH_ROWS = 500;
    private static final int REFILL_BELOW = BATCH_ROWS / 2;
    // After an append of this process its event may wait for older transactions to end: look often for a moment.
    private static final long TICK_MILLIS = 20;
    private static final long ALERT_MILLIS = 200;

    private final EventLog log;
    private final EventJson json;
    private final StreamingCondition condition;
    private final Queue<Entry<EventMessage>> buffer = new ConcurrentLinkedQueue<>();
    private final AtomicInteger buffered = new AtomicInteger();
    private final AtomicBoolean querying = new AtomicBoolean();
    private final long pollMillis;
    private final Vertx vertx;
    private final Closeable wakeUp;
    private final Runnable stopTimer;
    private volatile TailPosition last;
    private volatile Runnable callback = () -> {};
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;
    private volatile long alertUntil;
    private volatile long queriedAt;

    @SuppressWarnings("this-escape")
    TailStream(
            EventLog log,
            EventJson json,
            Vertx vertx,
            AppendSignal signal,
            StreamingCondition condition,
            TailPosition from,
            Duration pollInterval) {
        this.log = log;
        this.json = json;
        this.condition = condition;
        this.last = from;
        this.vertx = vertx;
        this.pollMillis = pollInterval.toMillis();
        this.wakeUp = signal.listen(this::onAppend);
        long timer = vertx.setPeriodic(TICK_MILLIS, tick -> onTick());
        this.stopTimer = () -> vertx.cancelTimer(timer);
        query();
    }

    private void onAppend() {
        alertUntil = System.currentTimeMillis() + ALERT_MILLIS;
        query();
    }

    private void onTick() {
        long now = System.currentTimeMillis();
        if (now < alertUntil || now - queriedAt >= pollMillis) {
            query();
        }
    }

    private void query() {
        if (isCompleted() || buffered.get() > REFILL_BELOW || !querying.compareAndSet(false, true)) {
            return;
        }
        queriedAt = System.currentTimeMillis();
        log.tail(last, BATCH_ROWS).onComplete(this::onAnswer);
    }

    private void onAnswer(AsyncResult<EventLog.Page<StoredEvent>> answer) {
        int rows = 0;
        boolean more = false;
        if (answer.succeeded()) {
            rows = answer.result().events().size();
            more = answer.result().more();
            answer.result().events().forEach(this::buffer);
        } else if (isTransient(answer.cause())) {
            LOG.debugf(answer.cause(), "tail query failed, repeated in %d ms", pollMillis);
        } else {
            failure = answer.cause();
        }
        querying.set(false);
        if (rows > 0 || failure != null) {
            callback.run();
        }
        if (more) {
            query();
        }
    }

    /** Without the database the stream waits for it; an event that this code cannot read ends it. */
    private static boolean isTransient(Throwable failure) {
        return failure instanceof PgException || !(failure instanceof RuntimeException);
    }

    private void buffer(StoredEvent event) {
        last = event.tailPosition();
        MessageType type = new MessageType(event.type(), event.version());
        Set<Tag> tags = event.tags().stream().map(Criteria::tag).collect(Collectors.toSet());
        if (!condition.matches(type.qualifiedName(), tags)) {
            return;
        }
        StoredPayload payload = new StoredPayload(event.type(), event.version(), json.write(event.payload()));
        EventMessage message = new GenericEventMessage(event.eventId(), type, payload, event.metadata(), event.time());
        Context context = TrackingToken.addToContext(Tag.addToContext(Context.empty(), tags), event.tailPosition());
        buffered.incrementAndGet();
        buffer.add(new SimpleEntry<>(message, context));
    }

    @Override
    public Optional<Entry<EventMessage>> next() {
        Entry<EventMessage> entry = buffer.poll();
        if (entry == null) {
            return Optional.empty();
        }
        if (buffered.decrementAndGet() == REFILL_BELOW) {
            // Not at once: an answer that is there already would run the callback inside the caller's loop, which would
            // deliver what follows before this entry.
            vertx.runOnContext(later -> query());
        }
        return Optional.of(entry);
    }

    @Override
    public Optional<Entry<EventMessage>> peek() {
        return Optional.ofNullable(buffer.peek());
    }

    @Override
    public boolean hasNextAvailable() {
        return !buffer.isEmpty();
    }

    @Override
    public void setCallback(Runnable newCallback) {
        callback = newCallback;
        if (hasNextAvailable() || isCompleted()) {
            newCallback.run();
        }
    }

    @Override
    public Optional<Throwable> error() {
        return buffer.isEmpty() ? Optional.ofNullable(failure) : Optional.empty();
    }

    @Override
    public boolean isCompleted() {
        return closed || (failure != null && buffer.isEmpty());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        stopTimer.run();
        try {
            wakeUp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
