package org.subaccounts.sending.domain.rotatedkim;

import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.axonframework.modelling.annotation.TargetEntityId;
import org.subaccounts.sending.domain.Domain;
import org.subaccounts.sending.domain.DomainEvent.DkimRotationStarted;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.DomainRefusal;
import org.subaccounts.sending.domain.dkim.Dkim;
import org.subaccounts.sending.domain.dkim.DkimKeys;

/**
 * Puts a next key, made before, into the slot that does not sign.
 *
 * @param standbySlot the slot whose alias was there at the last look; 0: none
 */
@Command(namespace = "sending", name = "StartDkimRotation", version = "1")
public record StartDkimRotation(
        @TargetEntityId DomainId domainId, int standbySlot, String publicKey, DkimKeys.Sealed privateKey) {

    /** Decides. Answers the selector of the next key. */
    public static class Handler {
        @CommandHandler
        public String handle(StartDkimRotation command, @InjectEntity Domain domain, EventAppender events) {
            if (!domain.isThere()) {
                throw new DomainRefusal.NotFound();
            }
            Dkim dkim = domain.dkim();
            if (!dkim.delegated()) {
                throw new DomainRefusal.KeyOfItsOwn();
            }
            if (dkim.phase() != Dkim.Phase.STEADY) {
                throw new DomainRefusal.RotationUnderWay();
            }
            if (domain.status() != Domain.Status.VERIFIED || command.standbySlot != dkim.standbySlot()) {
                throw new DomainRefusal.NotReadyToRotate();
            }
            events.append(new DkimRotationStarted(
                    command.domainId, domain.accountId(), domain.name(), dkim.standbySlot(), command.publicKey));
            return dkim.standbySelector();
        }
    }
}
