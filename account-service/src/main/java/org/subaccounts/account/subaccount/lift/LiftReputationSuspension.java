package org.subaccounts.account.subaccount.lift;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.subaccounts.account.subaccount.SubAccount;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountUnsuspended;
import org.subaccounts.account.subaccount.SuspensionCause;

/** An operator reinstates a child that the platform had suspended; whose parent suspended it is the parent's matter. */
@Command(namespace = "account", name = "LiftReputationSuspension", version = "1")
public record LiftReputationSuspension(UUID subAccountId, String reason, Instant at) {

    /** Decides. */
    public static class Handler {
        @CommandHandler
        public void handle(
                LiftReputationSuspension command,
                @InjectEntity(idProperty = "subAccountId") SubAccount subAccount,
                EventAppender events) {
            UUID parent = subAccount.requireParent();
            subAccount.requireSuspendedFor(SuspensionCause.REPUTATION);
            events.append(new SubAccountUnsuspended(command.subAccountId, parent, command.reason, command.at));
        }
    }
}
