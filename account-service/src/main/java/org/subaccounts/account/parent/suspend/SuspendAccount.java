package org.subaccounts.account.parent.suspend;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.subaccounts.account.parent.AccountEvent.AccountSuspended;
import org.subaccounts.account.parent.AccountRefusal;
import org.subaccounts.account.parent.ParentAccount;

/** The whole family stops: its children are {@code parent-suspended} until the account is reinstated. */
@Command(namespace = "account", name = "SuspendAccount", version = "1")
public record SuspendAccount(UUID accountId, String reason, Instant at) {
    /** Decides. */
    public static class Handler {
        @CommandHandler
        public void handle(
                SuspendAccount command,
                @InjectEntity(idProperty = "accountId") ParentAccount account,
                EventAppender events) {
            account.requireOpen();
            if (account.status() == ParentAccount.Status.SUSPENDED) {
                throw new AccountRefusal.AlreadySuspended();
            }
            events.append(new AccountSuspended(command.accountId, command.reason, command.at));
        }
    }
}
