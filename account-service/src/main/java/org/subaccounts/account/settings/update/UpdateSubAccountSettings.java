package org.subaccounts.account.settings.update;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.subaccounts.account.parent.AccountRefusal;
import org.subaccounts.account.settings.AccountSettings;
import org.subaccounts.account.subaccount.SubAccount;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountSettingsUpdated;

/** A sub account changes its own settings: the same ones as a parent; without a change there is no event. */
@Command(namespace = "account", name = "UpdateSubAccountSettings", version = "1")
public record UpdateSubAccountSettings(
        UUID subAccountId, UUID parentAccountId, AccountSettings.Change change, Instant at) {
    /** Decides. */
    public static class Handler {
        @CommandHandler
        public void handle(
                UpdateSubAccountSettings command,
                @InjectEntity(idProperty = "subAccountId") SubAccount subAccount,
                EventAppender events) {
            if (!subAccount.isOwnedBy(command.parentAccountId)) {
                throw new AccountRefusal.NotFound();
            }
            AccountSettings settings = subAccount.ownSettings().with(command.change);
            if (!settings.equals(subAccount.ownSettings())) {
                events.append(SubAccountSettingsUpdated.of(
                        command.subAccountId, command.parentAccountId, settings, command.at));
            }
        }
    }
}
