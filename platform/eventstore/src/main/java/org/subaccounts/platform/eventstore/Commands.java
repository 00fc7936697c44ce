package org.subaccounts.platform.eventstore;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.messaging.commandhandling.CommandExecutionException;
import org.axonframework.messaging.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.core.Metadata;

/**
 * Sends commands to their handlers. The metadata travels into the metadata of every event. When the append loses against
 * another one, the command runs again on the new state, up to 5 times after a random pause. Fails with what the handler
 * threw, itself, or with the last conflict.
 */
public class Commands {
    static final int MAX_RETRIES = 5;
    private static final long FIRST_PAUSE_MILLIS = 8;
    private static final Set<String> ROLLED_BACK_AND_WORTH_REPEATING = Set.of("40001", "40P01");

    private final CommandGateway gateway;
    private final Vertx vertx;

    public Commands(CommandGateway gateway, Vertx vertx) {
        this.gateway = gateway;
        this.vertx = vertx;
    }

    public <R> Uni<R> send(Object command, Class<R> result, Map<String, String> metadata) {
        return attempt(command, result, Metadata.from(metadata), 0);
    }

    private <R> Uni<R> attempt(Object command, Class<R> result, Metadata metadata, int retries) {
        return Uni.createFrom()
                .completionStage(() -> gateway.send(command, metadata).resultAs(result))
                .onFailure()
                .transform(Commands::unwrap)
                .onFailure(failure -> retries < MAX_RETRIES && mayRunAgain(failure))
                .recoverWithUni(() -> pause(retries).chain(() -> attempt(command, result, metadata, retries + 1)));
    }

    /** The failure that the handler or the store raised, without the wrappers of futures and of the command bus. */
    static Throwable unwrap(Throwable failure) {
        Throwable current = failure;
        while ((current instanceof CompletionException || current instanceof CommandExecutionException)
                && current.getCause() != null) {
            current = current.getCause();
        }
        return current;
    }

    private static boolean mayRunAgain(Throwable failure) {
        return failure instanceof AppendEventsTransactionRejectedException
                || ROLLED_BACK_AND_WORTH_REPEATING.contains(SqlFailure.state(failure));
    }

    /**
     * Longer with each retry, random so that rivals do not meet again. Goes on in the caller's Vert.x context, which holds
     * what belongs to its request; a timer alone would leave it.
     */
    private Uni<Void> pause(int retries) {
        long millis = ThreadLocalRandom.current().nextLong(1, FIRST_PAUSE_MILLIS << retries);
        return Uni.createFrom().emitter(emitter -> {
            Context caller = vertx.getOrCreateContext();
            vertx.setTimer(millis, timer -> caller.runOnContext(run -> emitter.complete(null)));
        });
    }
}
