package org.subaccounts.sending.domain.add;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.domain.DomainBody;
import org.subaccounts.sending.domain.DomainEvent.DomainAdded;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.DomainState;
import org.subaccounts.sending.domain.Subdomains;
import org.subaccounts.sending.domain.dkim.Dkim;
import org.subaccounts.sending.domain.dkim.DkimKeys;
import org.subaccounts.sending.domain.records.PlatformHosts;

/**
 * Adds a domain to an account, with a DKIM key that exists already. The id is new, so nothing is read; that the account has
 * the name once is a constraint of the read model.
 */
@Command(namespace = "sending", name = "AddDomain", version = "1")
public record AddDomain(
        DomainId domainId,
        UUID accountId,
        String name,
        Subdomains subdomains,
        @Nullable String dkimSelectorOverride,
        boolean dkimDelegated,
        String dkimPublicKey,
        DkimKeys.Sealed dkimPrivateKey,
        Instant at) {

    String dkimSelector() {
        return Dkim.effective(dkimSelectorOverride);
    }

    /** Decides, and gives the answer to record with the decision. */
    public static class Handler {
        private final PlatformHosts hosts;

        public Handler(PlatformHosts hosts) {
            this.hosts = hosts;
        }

        @CommandHandler
        public DomainBody handle(AddDomain command, EventAppender events) {
            DomainAdded added = new DomainAdded(
                    command.domainId,
                    command.accountId,
                    command.name,
                    command.subdomains,
                    command.dkimSelector(),
                    command.dkimSelectorOverride,
                    command.dkimPublicKey,
                    command.dkimDelegated,
                    command.at);
            events.append(added);
            return DomainBody.of(DomainState.added(added), hosts);
        }
    }
}
