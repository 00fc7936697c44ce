package org.subaccounts.sending.domain.add;

import jakarta.enterprise.context.ApplicationScoped;
import org.axonframework.messaging.commandhandling.CommandMessage;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.CommandResultListener;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.sending.domain.dkim.DkimKeys;

/** Stores the private key in the transaction that adds the domain: there is never one without the other. */
@ApplicationScoped
public class StoreDkimKey implements CommandResultListener {
    private final DkimKeys keys;

    public StoreDkimKey(DkimKeys keys) {
        this.keys = keys;
    }

    @Override
    public void onResult(CommandMessage command, @Nullable Object result, PgUnitOfWork work) {
        if (command.payload() instanceof AddDomain added) {
            keys.store(added.domainId(), added.dkimSelector(), added.dkimPrivateKey(), work);
        }
    }
}
