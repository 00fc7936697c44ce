package org.subaccounts.account.parent.open;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.subaccounts.account.member.MemberEvent.MemberAdded;
import org.subaccounts.account.member.MembershipId;
import org.subaccounts.account.parent.AccountEvent.AccountOpened;
import org.subaccounts.account.parent.OperatorAccountView;
import org.subaccounts.contracts.MemberRoles;

/** {@code accountId} is new: nothing can have happened to it, so nothing is read. The owner is its first member. */
@Command(namespace = "account", name = "OpenAccount", version = "1")
public record OpenAccount(
        UUID accountId, String name, String website, boolean partner, String plan, Owner owner, Instant at) {
    /** Whom the account is opened for. */
    public record Owner(UUID userId, String email, String name) {}

    /** Decides. */
    public static class Handler {
        @CommandHandler
        public OperatorAccountView handle(OpenAccount command, EventAppender events) {
            Owner owner = command.owner;
            events.append(
                    new AccountOpened(
                            command.accountId,
                            command.name,
                            command.website,
                            command.partner,
                            owner.userId,
                            command.plan,
                            command.at),
                    new MemberAdded(
                            new MembershipId(command.accountId, owner.userId).toString(),
                            command.accountId,
                            owner.userId,
                            owner.email,
                            owner.name,
                            MemberRoles.ADMINISTRATOR,
                            command.at));
            return OperatorAccountView.opened(
                    command.accountId,
                    command.name,
                    command.website,
                    command.partner,
                    command.plan,
                    new OperatorAccountView.Owner(owner.userId, owner.email, owner.name),
                    command.at);
        }
    }
}
