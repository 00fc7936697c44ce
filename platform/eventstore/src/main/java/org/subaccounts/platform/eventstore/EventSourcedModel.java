package org.subaccounts.platform.eventstore;

import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;

/** What a service contributes to Axon: entities and command handlers. A CDI bean; Axon starts if there is at least one. */
public interface EventSourcedModel {
    void configure(EventSourcingConfigurer configurer);
}
