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
import org.subaccounts.account.subaccount.SuspensionCause;

/**
 * Every credential of the child is refused from now on; {@code reason} is kept with the event. {@code observedAt}: when what
 * it is suspended for was seen.
 */
@Command(namespace = "account", name = "SuspendSubAccount", version = "1")
public record SuspendSubAccount(
        UUID subAccountId, UUID parentAccountId, SuspensionCause cause, String reason, Instant observedAt, Instant at) {

    public static SuspendSubAccount byParent(UUID subAccount, UUID parent, String reason, Instant at) {
        return new SuspendSubAccount(subAccount, parent, SuspensionCause.PARENT, reason, at, at);
    }

    /** Changes nothing if a suspension was lifted after {@code observedAt}: whoever did that has decided on it. */
    public static SuspendSubAccount forReputation(
            UUID subAccount, UUID parent, String reason, Instant observedAt, Instant at) {
        return new SuspendSubAccount(subAccount, parent, SuspensionCause.REPUTATION, reason, observedAt, at);
    }

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
            if (command.cause == SuspensionCause.REPUTATION && subAccount.wasUnsuspendedSince(command.observedAt)) {
                return;
            }
            events.append(new SubAccountSuspended(
                    command.subAccountId, command.parentAccountId, command.cause, command.reason, command.at));
        }
    }
}
