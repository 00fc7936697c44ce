package org.subaccounts.sending.domain;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.axonframework.eventsourcing.configuration.EventSourcedEntityModule;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.messaging.commandhandling.configuration.CommandHandlingModule;
import org.subaccounts.platform.eventstore.EventSourcedModel;
import org.subaccounts.sending.domain.add.AddDomain;
import org.subaccounts.sending.domain.checkdns.RecordDnsCheck;
import org.subaccounts.sending.domain.records.PlatformHosts;
import org.subaccounts.sending.domain.remove.RemoveDomain;

/** The event-sourced entity of the service and its use cases. */
@ApplicationScoped
public class DomainModel implements EventSourcedModel {
    private final PlatformHosts hosts;

    public DomainModel(PlatformHosts hosts) {
        this.hosts = hosts;
    }

    @Override
    public void configure(EventSourcingConfigurer configurer) {
        configurer.registerEntity(EventSourcedEntityModule.autodetected(DomainId.class, Domain.class));
        List<Object> handlers =
                List.of(new AddDomain.Handler(hosts), new RecordDnsCheck.Handler(), new RemoveDomain.Handler());
        for (Object handler : handlers) {
            configurer.registerCommandHandlingModule(
                    CommandHandlingModule.named(handler.getClass().getName())
                            .commandHandlers()
                            .annotatedCommandHandlingComponent(_ -> handler));
        }
    }
}
