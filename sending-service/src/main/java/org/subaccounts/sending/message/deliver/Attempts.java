package org.subaccounts.sending.message.deliver;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.concurrent.Executor;

/** One attempt to deliver a message: whether it is to be made at all, how it ends, and the record of that. */
@ApplicationScoped
public class Attempts {
    private final MessageQueue queue;
    private final Relay relay;
    private final Outcomes outcomes;

    public Attempts(MessageQueue queue, Relay relay, Outcomes outcomes) {
        this.queue = queue;
        this.relay = relay;
        this.outcomes = outcomes;
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
        return uni(queue.letter(message)).chain(found -> {
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
