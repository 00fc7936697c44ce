package org.subaccounts.account.subaccount.create;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.subaccounts.account.subaccount.SubAccount.Settings;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountCreated;
import org.subaccounts.account.subaccount.SubAccountView;

/** {@code subAccountId} is new: nothing can have happened to it, so nothing is read. */
@Command(namespace = "account", name = "CreateSubAccount", version = "1")
public record CreateSubAccount(UUID subAccountId, UUID parentAccountId, Settings settings, Instant at) {

    /** Decides. */
    public static class Handler {
        @CommandHandler
        public SubAccountView handle(CreateSubAccount command, EventAppender events) {
            Settings settings = command.settings;
            events.append(new SubAccountCreated(
                    command.subAccountId,
                    command.parentAccountId,
                    settings.name(),
                    settings.website(),
                    settings.monthlyCredit(),
                    command.at));
            return SubAccountView.created(command.subAccountId, command.parentAccountId, settings, command.at);
        }
    }
}
