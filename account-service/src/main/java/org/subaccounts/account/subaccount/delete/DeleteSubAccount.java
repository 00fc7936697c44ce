package org.subaccounts.account.subaccount.delete;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.subaccount.SubAccount;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountDeleted;

/** For good: there is no way back. {@code reason}: null when the parent deletes it, who gives none. */
@Command(namespace = "account", name = "DeleteSubAccount", version = "1")
public record DeleteSubAccount(
        UUID subAccountId, UUID parentAccountId, @Nullable String reason, Instant at) {

    /** Decides. */
    public static class Handler {
        @CommandHandler
        public void handle(
                DeleteSubAccount command,
                @InjectEntity(idProperty = "subAccountId") SubAccount subAccount,
                EventAppender events) {
            subAccount.requireOwnedBy(command.parentAccountId);
            events.append(
                    new SubAccountDeleted(command.subAccountId, command.parentAccountId, command.reason, command.at));
        }
    }
}
