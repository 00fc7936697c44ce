package org.subaccounts.account.member.remove;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.member.MemberEvent.MemberRemoved;
import org.subaccounts.account.member.MemberRefusal;
import org.subaccounts.account.member.Membership;
import org.subaccounts.account.member.MembershipId;

/**
 * {@code ownerId}: the account's owner, who never changes. {@code callerUserId}: null when the caller is no user but a key.
 */
@Command(namespace = "account", name = "RemoveMember", version = "1")
public record RemoveMember(
        MembershipId membership, UUID ownerId, @Nullable UUID callerUserId, Instant at) {
    /** Decides. */
    public static class Handler {
        @CommandHandler
        public void handle(
                RemoveMember command,
                @InjectEntity(idProperty = "membership") Membership membership,
                EventAppender events) {
            if (!membership.isThere()) {
                throw new MemberRefusal.NotFound();
            }
            MembershipId id = command.membership;
            if (id.userId().equals(command.ownerId)) {
                throw new MemberRefusal.IsOwner();
            }
            if (id.userId().equals(command.callerUserId)) {
                throw new MemberRefusal.IsOneself();
            }
            events.append(new MemberRemoved(id.toString(), id.accountId(), id.userId(), command.at));
        }
    }
}
