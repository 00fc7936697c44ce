package org.subaccounts.sending.domain.remove;

import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.axonframework.modelling.annotation.TargetEntityId;
import org.subaccounts.sending.domain.Domain;
import org.subaccounts.sending.domain.DomainEvent.DomainRemoved;
import org.subaccounts.sending.domain.DomainId;

/** Removes a domain; removing a removed one changes nothing. */
@Command(namespace = "sending", name = "RemoveDomain", version = "1")
public record RemoveDomain(@TargetEntityId DomainId domainId) {

    /** Decides; answers whether there was something to remove. */
    public static class Handler {
        @CommandHandler
        public Boolean handle(RemoveDomain command, @InjectEntity Domain domain, EventAppender events) {
            return switch (domain.status()) {
                case UNKNOWN, REMOVED -> false;
                case UNVERIFIED, VERIFIED -> {
                    events.append(new DomainRemoved(command.domainId, domain.accountId(), domain.name()));
                    yield true;
                }
            };
        }
    }
}
