package org.subaccounts.sending.domain.update;

import java.util.Objects;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.axonframework.modelling.annotation.TargetEntityId;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.domain.Domain;
import org.subaccounts.sending.domain.DomainEvent.DomainUpdated;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.DomainRefusal;
import org.subaccounts.sending.domain.Subdomains;
import org.subaccounts.sending.domain.dkim.Dkim;

/** Changes settings of a domain; what {@code subdomains} leaves null and {@code selector} null stay as they are. */
@Command(namespace = "sending", name = "UpdateDomain", version = "1")
public record UpdateDomain(
        @TargetEntityId DomainId domainId,
        Subdomains subdomains,
        @Nullable SelectorChange selector) {

    /** {@code override} null: back to the default. */
    public record SelectorChange(@Nullable String override) {}

    /** Decides: from the first verification on names stay as they are; giving the current one again changes nothing. */
    public static class Handler {
        @CommandHandler
        public void handle(UpdateDomain command, @InjectEntity Domain domain, EventAppender events) {
            if (!domain.isThere()) {
                throw new DomainRefusal.NotFound();
            }
            Subdomains subdomains = domain.subdomains().changedBy(command.subdomains);
            String override = command.selector == null ? domain.dkim().selectorOverride() : command.selector.override;
            boolean otherSubdomains = !subdomains.equals(domain.subdomains());
            boolean otherSelector = !Objects.equals(override, domain.dkim().selectorOverride());
            if (otherSubdomains && domain.isLocked()) {
                throw new DomainRefusal.SubdomainsLocked();
            }
            if (otherSelector && domain.isLocked()) {
                throw new DomainRefusal.SelectorLocked();
            }
            if (otherSubdomains && !subdomains.differ()) {
                throw new DomainRefusal.SubdomainsCollide();
            }
            if (otherSubdomains || otherSelector) {
                String selector =
                        otherSelector ? Dkim.effective(override) : domain.dkim().selector();
                events.append(new DomainUpdated(
                        command.domainId, domain.accountId(), domain.name(), subdomains, selector, override));
            }
        }
    }
}
