package org.subaccounts.sending.domain.rotatedkim;

import jakarta.enterprise.context.ApplicationScoped;
import org.axonframework.messaging.commandhandling.CommandMessage;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.CommandResultListener;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.sending.domain.dkim.DkimKeys;

/** Stores the next private key in the transaction that begins the rotation: there is never one without the other. */
@ApplicationScoped
public class StoreNextDkimKey implements CommandResultListener {
    private final DkimKeys keys;

    public StoreNextDkimKey(DkimKeys keys) {
        this.keys = keys;
    }

    @Override
    public void onResult(CommandMessage command, @Nullable Object result, PgUnitOfWork work) {
        if (command.payload() instanceof StartDkimRotation started && result instanceof String selector) {
            keys.storeNext(started.domainId(), selector, started.privateKey(), work);
        }
    }
}
