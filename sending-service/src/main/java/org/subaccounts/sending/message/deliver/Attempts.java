package org.subaccounts.sending.message.deliver;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import org.subaccounts.sending.message.ContentMemory;

/** One attempt to deliver a message: whether it is to be made at all, how it ends, and the record of that. */
@ApplicationScoped
public class Attempts {
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
        return message.contentBytes() <= ContentMemory.FREE_BYTES
                ? send(message, executor)
                : sendWithinMemory(message, executor);
    }

    /** When there is no memory in time the message waits in the queue again; that was no attempt. */
    private Uni<Void> sendWithinMemory(ClaimedMessage message, Executor executor) {
        return Uni.createFrom()
                .completionStage(() -> memory.entered(message.accountId(), message.contentBytes()))
                .emitOn(executor)
                .chain(place -> send(message, executor).eventually(place::leave))
                .onFailure(ContentMemory.Busy.class)
                .recoverWithUni(() -> uni(queue.giveBack(message.lease(), List.of(message))));
    }

    private Uni<Void> send(ClaimedMessage message, Executor executor) {
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
