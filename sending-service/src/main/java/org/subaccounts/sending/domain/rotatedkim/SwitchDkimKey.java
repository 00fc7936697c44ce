package org.subaccounts.sending.domain.rotatedkim;

import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.axonframework.modelling.annotation.TargetEntityId;
import org.subaccounts.sending.domain.Domain;
import org.subaccounts.sending.domain.DomainEvent.DkimRotated;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.dkim.Dkim;

/** Lets the next key sign, as receivers see it now. {@code publicKey}: the one that was seen. */
@Command(namespace = "sending", name = "SwitchDkimKey", version = "1")
public record SwitchDkimKey(@TargetEntityId DomainId domainId, String publicKey) {

    /** Decides; answers false when there is nothing to switch to any more. */
    public static class Handler {
        @CommandHandler
        public Boolean handle(SwitchDkimKey command, @InjectEntity Domain domain, EventAppender events) {
            if (!domain.isThere()
                    || domain.dkim().phase() != Dkim.Phase.PUBLISHING
                    || !command.publicKey.equals(domain.dkim().otherKey())) {
                return false;
            }
            events.append(new DkimRotated(
                    command.domainId,
                    domain.accountId(),
                    domain.name(),
                    domain.dkim().standbySlot()));
            return true;
        }
    }
}
