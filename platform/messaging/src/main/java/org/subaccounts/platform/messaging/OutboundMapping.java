package org.subaccounts.platform.messaging;

import java.util.Optional;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.platform.eventstore.StoredEvent;

/**
 * What a service publishes: one CDI bean per publishing service. Pure: the same stored event always gives the same
 * contract event, since a batch may be sent again after a crash.
 */
public interface OutboundMapping {
    /** Topic that only this service writes, without the configured prefix. */
    String topic();

    /** CloudEvents {@code source}, such as {@code /account-service}. */
    String source();

    /** Empty: the event is private to the service. */
    Optional<ContractEvent> map(StoredEvent event);
}
