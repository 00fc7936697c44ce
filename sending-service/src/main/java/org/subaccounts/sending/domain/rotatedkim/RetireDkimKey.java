package org.subaccounts.sending.domain.rotatedkim;

import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.axonframework.modelling.annotation.TargetEntityId;
import org.subaccounts.sending.domain.Domain;
import org.subaccounts.sending.domain.DomainEvent.DkimKeyRetired;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.dkim.Dkim;

/**
 * Ends the publication of the last key; the slot is free for the next rotation.
 *
 * @param publicKey the key whose time is over
 */
@Command(namespace = "sending", name = "RetireDkimKey", version = "1")
public record RetireDkimKey(@TargetEntityId DomainId domainId, String publicKey) {

    /** Decides; answers false when it was retired already. */
    public static class Handler {
        @CommandHandler
        public Boolean handle(RetireDkimKey command, @InjectEntity Domain domain, EventAppender events) {
            if (!domain.isThere()
                    || domain.dkim().phase() != Dkim.Phase.RETIRING
                    || !command.publicKey.equals(domain.dkim().otherKey())) {
                return false;
            }
            events.append(new DkimKeyRetired(
                    command.domainId,
                    domain.accountId(),
                    domain.name(),
                    domain.dkim().standbySlot()));
            return true;
        }
    }
}
