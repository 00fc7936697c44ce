package org.subaccounts.sending.domain.dkim;

import jakarta.enterprise.context.ApplicationScoped;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.subaccounts.platform.eventstore.InlineProjection;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.sending.domain.DomainEvent.DkimRotated;
import org.subaccounts.sending.domain.DomainEvent.DomainUpdated;

/** Changes which private key signs, and under which selector, in the transaction of the event that says so. */
@ApplicationScoped
public class WhenKeysChangeThenMoveThem implements InlineProjection {
    private final DkimKeys keys;

    public WhenKeysChangeThenMoveThem(DkimKeys keys) {
        this.keys = keys;
    }

    @Override
    public void project(EventMessage event, PgUnitOfWork work) {
        switch (event.payload()) {
            case DomainUpdated updated -> keys.rename(updated.domainId(), updated.dkimSelector(), work);
            case DkimRotated rotated -> keys.promoteNext(rotated.domainId(), work);
            case null, default -> {}
        }
    }
}
