package org.subaccounts.account.settings.update;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.subaccounts.account.parent.AccountEvent.AccountUpdated;
import org.subaccounts.account.parent.AccountRefusal;
import org.subaccounts.account.parent.ParentAccount;
import org.subaccounts.account.settings.AccountSettings;

/** A parent account changes its own settings; without a change there is no event. */
@Command(namespace = "account", name = "UpdateAccountSettings", version = "1")
public record UpdateAccountSettings(UUID accountId, AccountSettings.Change change, Instant at) {
    /** Decides. */
    public static class Handler {
        @CommandHandler
        public void handle(
                UpdateAccountSettings command,
                @InjectEntity(idProperty = "accountId") ParentAccount account,
                EventAppender events) {
            if (!account.isOpen()) {
                throw new AccountRefusal.NotFound();
            }
            AccountSettings settings = account.settings().with(command.change);
            if (!settings.equals(account.settings())) {
                events.append(AccountUpdated.of(command.accountId, settings, command.at));
            }
        }
    }
}
