package org.subaccounts.account.member.add;

import java.time.Instant;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.subaccounts.account.member.MemberEvent.MemberAdded;
import org.subaccounts.account.member.MemberRefusal;
import org.subaccounts.account.member.MemberView;
import org.subaccounts.account.member.Membership;
import org.subaccounts.account.member.MembershipId;

/** Who was removed can be added again. */
@Command(namespace = "account", name = "AddMember", version = "1")
public record AddMember(MembershipId membership, String email, String name, String role, Instant at) {
    /** Decides. */
    public static class Handler {
        @CommandHandler
        public MemberView handle(
                AddMember command,
                @InjectEntity(idProperty = "membership") Membership membership,
                EventAppender events) {
            if (membership.isThere()) {
                throw new MemberRefusal.AlreadyMember();
            }
            MembershipId id = command.membership;
            events.append(new MemberAdded(
                    id.toString(), id.accountId(), id.userId(), command.email, command.name, command.role, command.at));
            return new MemberView(command.at, command.at, id.userId(), id.accountId(), command.role);
        }
    }
}
