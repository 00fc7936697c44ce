package org.subaccounts.account.subaccount.suspend;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.subaccounts.account.subaccount.SubAccount;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountSuspended;
import org.subaccounts.account.subaccount.SubAccountRefusal;

/** Every credential of the child is refused from now on; {@code reason} is kept with the event. */
@Command(namespace = "account", name = "SuspendSubAccount", version = "1")
public record SuspendSubAccount(UUID subAccountId, UUID parentAccountId, String reason, Instant at) {

    /** Decides. */
    public static class Handler {
        @CommandHandler
        public void handle(
                SuspendSubAccount command,
                @InjectEntity(idProperty = "subAccountId") SubAccount subAccount,
                EventAppender events) {
            subAccount.requireOwnedBy(command.parentAccountId);
            if (subAccount.status() == SubAccount.Status.SUSPENDED) {
                throw new SubAccountRefusal.AlreadySuspended();
            }
            events.append(
                    new SubAccountSuspended(command.subAccountId, command.parentAccountId, command.reason, command.at));
        }
    }
}
