package org.subaccounts.sending.message.deliver;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.subaccounts.sending.message.ContentMemory;
import org.subaccounts.sending.message.accept.MessagesAccepted;

/**
 * Claims due messages and delivers them, as many at a time as the settings allow; woken when messages are accepted, and by
 * a timer. Its own state is touched on one context only. Ends orderly: claims nothing more, waits for what is under way.
 */
@ApplicationScoped
public class Dispatcher {
    private static final Logger LOG = Logger.getLogger(Dispatcher.class);
    private static final long SHUTDOWN_SECONDS = 4;
    /** Between claims: what is accepted or ends meanwhile is claimed at once, not each for itself. */
    private static final long PAUSE_MILLIS = 25;

    private final MessageQueue queue;
    private final Attempts attempts;
    private final DeliverySettings settings;
    private final Context context;

    private long timer = -1;
    private MessageQueue.Turn last = MessageQueue.START;
    private int inFlight;
    private long largeBytesInFlight;
    private boolean claiming;
    private boolean pausing;
    private boolean claimAgain;
    private boolean promoting;
    private volatile boolean stopping;
    private final CountDownLatch idle = new CountDownLatch(1);

    public Dispatcher(Vertx vertx, MessageQueue queue, Attempts attempts, DeliverySettings settings) {
        this.queue = queue;
        this.attempts = attempts;
        this.settings = settings;
        this.context = vertx.getOrCreateContext();
    }

    void start(@Observes StartupEvent event) {
        start();
    }

    void start() {
        context.runOnContext(_ -> {
            timer = context.owner().setPeriodic(settings.pollEvery().toMillis(), _ -> {
                promote();
                pump();
            });
            promote();
            pump();
        });
    }

    void accepted(@Observes MessagesAccepted event) {
        context.runOnContext(_ -> pump());
    }

    void shutdown(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event)
            throws InterruptedException {
        stop();
    }

    /** Blocks, at most a few seconds; what is still under way then is left to its lease. */
    void stop() throws InterruptedException {
        stopping = true;
        context.runOnContext(_ -> {
            context.owner().cancelTimer(timer);
            endIfIdle();
        });
        if (!idle.await(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("messages are still under way; their leases end by themselves");
        }
    }

    private void endIfIdle() {
        if (stopping && inFlight == 0 && !claiming) {
            idle.countDown();
        }
    }

    /** Batch by batch, so that a million that become due at once hold up nothing. */
    private void promote() {
        if (stopping || promoting) {
            return;
        }
        promoting = true;
        queue.promote()
                .onComplete(promoted -> context.runOnContext(_ -> {
                    promoting = false;
                    if (promoted.failed()) {
                        LOG.warn("cannot look for due messages, trying again", promoted.cause());
                    } else if (promoted.result()) {
                        promote();
                    }
                }));
    }

    private void pump() {
        int room = settings.maxInFlight() - inFlight;
        if (stopping || room <= 0) {
            return;
        }
        if (claiming || pausing) {
            claimAgain = true;
            return;
        }
        claiming = true;
        claimAgain = false;
        // without any left, what is not large still goes
        long largeBytes = Math.max(0, settings.maxBytesInFlight() - largeBytesInFlight);
        queue.claim(last, room, largeBytes, settings.lease())
                .onComplete(claimed -> context.runOnContext(_ -> {
                    claiming = false;
                    pausing = true;
                    context.owner().setTimer(PAUSE_MILLIS, _ -> paused());
                    if (claimed.failed()) {
                        LOG.warn("cannot claim messages, trying again", claimed.cause());
                    } else {
                        last = claimed.result().last();
                        begin(claimed.result());
                    }
                    endIfIdle();
                }));
    }

    private void paused() {
        pausing = false;
        if (claimAgain) {
            pump();
        }
    }

    private void begin(MessageQueue.Claim claim) {
        List<ClaimedMessage> messages = claim.messages();
        if (stopping && !messages.isEmpty()) {
            inFlight++; // keeps the shutdown waiting
            queue.giveBack(messages.getFirst().lease(), messages, Duration.ZERO)
                    .onComplete(_ -> context.runOnContext(_ -> {
                        inFlight--;
                        endIfIdle();
                    }));
            return;
        }
        messages.forEach(this::deliver);
        // Every claim of something may have left more, and accounts may be left that it did not come to.
        if (claimAgain || !messages.isEmpty() || claim.more()) {
            pump();
        }
    }

    private void deliver(ClaimedMessage message) {
        inFlight++;
        largeBytesInFlight += largeBytes(message);
        attempts.make(message, Instant.now(), this::onContext).subscribe().with(_ -> ended(message), failure -> {
            LOG.errorf(failure, "message %s is left to the end of its lease", message.id());
            ended(message);
        });
    }

    private static long largeBytes(ClaimedMessage message) {
        return message.contentBytes() > ContentMemory.FREE_BYTES ? message.contentBytes() : 0;
    }

    private void onContext(Runnable action) {
        context.runOnContext(_ -> action.run());
    }

    private void ended(ClaimedMessage message) {
        context.runOnContext(_ -> {
            inFlight--;
            largeBytesInFlight -= largeBytes(message);
            // Claiming for every single one would be a query per message.
            if (inFlight <= settings.maxInFlight() / 2) {
                pump();
            }
            endIfIdle();
        });
    }
}
