package org.subaccounts.account.parent.close;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.subaccounts.account.parent.AccountEvent.AccountClosed;
import org.subaccounts.account.parent.ParentAccount;

/** For good. Its children count as deleted at once; each one's own deletion follows. */
@Command(namespace = "account", name = "CloseAccount", version = "1")
public record CloseAccount(UUID accountId, String reason, Instant at) {
    /** Decides. */
    public static class Handler {
        @CommandHandler
        public void handle(
                CloseAccount command,
                @InjectEntity(idProperty = "accountId") ParentAccount account,
                EventAppender events) {
            account.requireOpen();
            events.append(new AccountClosed(command.accountId, command.reason, command.at));
        }
    }
}
