package org.subaccounts.sending.domain.remove;

import jakarta.enterprise.context.ApplicationScoped;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.subaccounts.platform.eventstore.InlineProjection;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.sending.domain.DomainEvent.DomainRemoved;
import org.subaccounts.sending.domain.dkim.DkimKeys;

/** Destroys the private keys of a domain in the transaction that removes it. */
@ApplicationScoped
public class ForgetRemovedDomain implements InlineProjection {
    private final DkimKeys keys;

    public ForgetRemovedDomain(DkimKeys keys) {
        this.keys = keys;
    }

    @Override
    public void project(EventMessage event, PgUnitOfWork work) {
        if (event.payload() instanceof DomainRemoved removed) {
            keys.delete(removed.domainId(), work);
        }
    }
}
