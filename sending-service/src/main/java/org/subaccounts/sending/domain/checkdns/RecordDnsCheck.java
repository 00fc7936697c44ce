package org.subaccounts.sending.domain.checkdns;

import java.time.Instant;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.axonframework.modelling.annotation.TargetEntityId;
import org.subaccounts.sending.domain.Domain;
import org.subaccounts.sending.domain.DomainEvent.DomainBroken;
import org.subaccounts.sending.domain.DomainEvent.DomainVerified;
import org.subaccounts.sending.domain.DomainId;

/** Records a lookup of all records of a domain; verifies the domain, or finds it broken. */
@Command(namespace = "sending", name = "RecordDnsCheck", version = "1")
public record RecordDnsCheck(@TargetEntityId DomainId domainId, DnsCheck check, Instant at) {

    /**
     * Decides. Only certain answers change anything: a domain is verified when all required records are seen at once, and
     * broken when one of them is certainly gone. That one account at a time has a name verified is a constraint of the
     * read model. Answers false for a domain that is gone.
     */
    public static class Handler {
        @CommandHandler
        public Boolean handle(RecordDnsCheck command, @InjectEntity Domain domain, EventAppender events) {
            DnsCheck check = command.check;
            return switch (domain.status()) {
                case UNKNOWN, REMOVED -> false;
                case UNVERIFIED -> {
                    if (check.requiredThere()) {
                        events.append(new DomainVerified(command.domainId, domain.accountId(), domain.name()));
                    }
                    yield true;
                }
                case VERIFIED -> {
                    if (!check.missingHosts().isEmpty()) {
                        events.append(new DomainBroken(
                                command.domainId, domain.accountId(), domain.name(), check.missingHosts()));
                    }
                    yield true;
                }
            };
        }
    }
}
