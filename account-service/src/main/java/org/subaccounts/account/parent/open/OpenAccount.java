package org.subaccounts.account.parent.open;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.subaccounts.account.parent.AccountEvent.AccountOpened;

/** {@code accountId} is new: nothing can have happened to it, so nothing is read. */
@Command(namespace = "account", name = "OpenAccount", version = "1")
public record OpenAccount(UUID accountId, String name, String website, boolean partner, Instant at) {

    /** Decides. */
    public static class Handler {
        @CommandHandler
        public OpenedAccount handle(OpenAccount command, EventAppender events) {
            events.append(
                    new AccountOpened(command.accountId, command.name, command.website, command.partner, command.at));
            return new OpenedAccount(
                    "account", command.accountId, command.name, command.website, "active", command.partner, command.at);
        }
    }
}
