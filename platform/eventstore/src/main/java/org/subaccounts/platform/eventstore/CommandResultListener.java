package org.subaccounts.platform.eventstore;

import org.axonframework.messaging.commandhandling.CommandMessage;
import org.jspecify.annotations.Nullable;

/**
 * Called after a command's handler returned and before the commit: what it enlists is committed with the events, or not
 * at all. A CDI bean. Called again, with a new unit of work, when a conflict makes the command run again.
 */
public interface CommandResultListener {
    /** {@code result}: what the handler returned, null if nothing. */
    void onResult(CommandMessage command, @Nullable Object result, PgUnitOfWork work);
}
