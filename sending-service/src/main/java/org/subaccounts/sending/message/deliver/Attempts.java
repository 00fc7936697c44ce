package org.subaccounts.sending.message.deliver;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.subaccounts.sending.message.ContentMemory;

/** One attempt to deliver a message: whether it is to be made at all, how it ends, and the record of that. */
@ApplicationScoped
public class Attempts {
    private static final Logger LOG = Logger.getLogger(Attempts.class);
    /** Until a message comes again for which there was no room, or which could not be read. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final MessageQueue queue;
    private final Relay relay;
    private final Outcomes outcomes;
    private final ContentMemory memory;

    public Attempts(MessageQueue queue, Relay relay, Outcomes outcomes, ContentMemory memory) {
        this.queue = queue;
        this.relay = relay;
        this.outcomes = outcomes;
        this.memory = memory;
    }

    /** {@code executor}: where to go on when the relay has answered. */
    Uni<Void> make(ClaimedMessage message, Instant now, Executor executor) {
        if (outcomes.isExhausted(message)) {
            int made = message.attempt() - 1;
            return unmade(message, new Outcome.Failed("given up after " + made + " attempts"));
        }
        if (message.expired(now)) {
            return unmade(message, new Outcome.Failed(ExpireScheduled.REASON));
        }
        if (message.sandboxResult() != null) {
            return outcomes.record(message, Sandbox.outcome(message.sandboxResult()));
        }
        Uni<Void> sent = message.contentBytes() <= ContentMemory.FREE_BYTES
                ? send(message, executor)
                : sendWithinMemory(message, executor);
        return sent.onFailure(NotBegun.class).recoverWithUni(failure -> {
            LOG.infof("message %s waits again, nothing was tried: %s", message.id(), failure.getMessage());
            return uni(queue.giveBack(message.lease(), List.of(message), PAUSE));
        });
    }

    private Uni<Void> sendWithinMemory(ClaimedMessage message, Executor executor) {
        return Uni.createFrom()
                .completionStage(() -> memory.entered(message.accountId(), message.contentBytes()))
                .onFailure()
                .transform(NotBegun::new)
                .emitOn(executor)
                .chain(place -> send(message, executor).eventually(place::leave));
    }

    private Uni<Void> send(ClaimedMessage message, Executor executor) {
        return uni(queue.letter(message)).onFailure().transform(NotBegun::new).chain(found -> {
            if (found.isEmpty()) {
                return unmade(message, new Outcome.Failed("the sender domain was removed"));
            }
            if (found.get().suppressed()) {
                return unmade(message, new Outcome.Suppressed());
            }
            return uni(relay.send(message, found.get()))
                    .emitOn(executor)
                    .chain(outcome -> outcomes.record(message, outcome));
        });
    }

    private Uni<Void> unmade(ClaimedMessage message, Outcome outcome) {
        return outcomes.record(message.notAttempted(), outcome);
    }

    private static <T> Uni<T> uni(Future<T> future) {
        return Uni.createFrom().completionStage(future::toCompletionStage);
    }
}
