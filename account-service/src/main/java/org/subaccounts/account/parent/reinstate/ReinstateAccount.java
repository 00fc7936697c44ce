package org.subaccounts.account.parent.reinstate;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.subaccounts.account.parent.AccountEvent.AccountReinstated;
import org.subaccounts.account.parent.AccountRefusal;
import org.subaccounts.account.parent.ParentAccount;

/** Lifts a suspension; each child is again what it was by itself. */
@Command(namespace = "account", name = "ReinstateAccount", version = "1")
public record ReinstateAccount(UUID accountId, String reason, Instant at) {
    /** Decides. */
    public static class Handler {
        @CommandHandler
        public void handle(
                ReinstateAccount command,
                @InjectEntity(idProperty = "accountId") ParentAccount account,
                EventAppender events) {
            account.requireOpen();
            if (account.status() != ParentAccount.Status.SUSPENDED) {
                throw new AccountRefusal.NotSuspended();
            }
            events.append(new AccountReinstated(command.accountId, command.reason, command.at));
        }
    }
}
