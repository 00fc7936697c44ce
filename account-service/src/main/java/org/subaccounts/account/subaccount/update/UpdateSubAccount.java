package org.subaccounts.account.subaccount.update;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.settings.Websites;
import org.subaccounts.account.subaccount.SubAccount;
import org.subaccounts.account.subaccount.SubAccount.Settings;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountUpdated;
import org.subaccounts.account.subaccount.SubAccountRefusal;

/** Null leaves a setting as it is. */
@Command(namespace = "account", name = "UpdateSubAccount", version = "1")
public record UpdateSubAccount(
        UUID subAccountId,
        UUID parentAccountId,
        @Nullable String name,
        @Nullable String website,
        @Nullable Long monthlyCredit,
        Instant at) {

    private Settings over(Settings current) {
        return new Settings(
                name == null ? current.name() : name,
                website == null || website.equals(Websites.host(current.website())) ? current.website() : website,
                monthlyCredit == null ? current.monthlyCredit() : monthlyCredit);
    }

    /** Decides. */
    public static class Handler {
        @CommandHandler
        public void handle(
                UpdateSubAccount command,
                @InjectEntity(idProperty = "subAccountId") SubAccount subAccount,
                EventAppender events) {
            subAccount.requireOwnedBy(command.parentAccountId);
            Settings settings = command.over(subAccount.settings());
            if (settings.equals(subAccount.settings())) {
                throw new SubAccountRefusal.NothingToChange();
            }
            events.append(new SubAccountUpdated(
                    command.subAccountId,
                    command.parentAccountId,
                    settings.name(),
                    settings.website(),
                    settings.monthlyCredit(),
                    command.at));
        }
    }
}
