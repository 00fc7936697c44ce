package org.subaccounts.account.subaccount.unsuspend;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.subaccounts.account.subaccount.SubAccount;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountUnsuspended;
import org.subaccounts.account.subaccount.SuspensionCause;

/** The parent lifts its own suspension: the child is active again, as far as it depends on itself. */
@Command(namespace = "account", name = "UnsuspendSubAccount", version = "1")
public record UnsuspendSubAccount(UUID subAccountId, UUID parentAccountId, Instant at) {

    /** Decides. */
    public static class Handler {
        @CommandHandler
        public void handle(
                UnsuspendSubAccount command,
                @InjectEntity(idProperty = "subAccountId") SubAccount subAccount,
                EventAppender events) {
            subAccount.requireOwnedBy(command.parentAccountId);
            subAccount.requireSuspendedFor(SuspensionCause.PARENT);
            events.append(new SubAccountUnsuspended(command.subAccountId, command.parentAccountId, null, command.at));
        }
    }
}
