package org.subaccounts.sending.domain;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.axonframework.eventsourcing.configuration.EventSourcedEntityModule;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.messaging.commandhandling.configuration.CommandHandlingModule;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.subaccounts.platform.eventstore.EventSourcedModel;
import org.subaccounts.sending.domain.add.AddDomain;
import org.subaccounts.sending.domain.checkdns.RecordDnsCheck;
import org.subaccounts.sending.domain.records.PlatformHosts;
import org.subaccounts.sending.domain.remove.RemoveDomain;
import org.subaccounts.sending.domain.rotatedkim.RetireDkimKey;
import org.subaccounts.sending.domain.rotatedkim.StartDkimRotation;
import org.subaccounts.sending.domain.rotatedkim.SwitchDkimKey;
import org.subaccounts.sending.domain.update.UpdateDomain;

/** The event-sourced entity of the service and its use cases. */
@ApplicationScoped
public class DomainModel implements EventSourcedModel {
    private final PlatformHosts hosts;
    private final Duration confirmAfter;

    public DomainModel(
            PlatformHosts hosts, @ConfigProperty(name = "sending.dns.recheck.confirm-after") Duration confirmAfter) {
        this.hosts = hosts;
        this.confirmAfter = confirmAfter;
    }

    @Override
    public void configure(EventSourcingConfigurer configurer) {
        configurer.registerEntity(EventSourcedEntityModule.autodetected(DomainId.class, Domain.class));
        List<Object> handlers = List.of(
                new AddDomain.Handler(hosts),
                new UpdateDomain.Handler(),
                new RecordDnsCheck.Handler(confirmAfter),
                new StartDkimRotation.Handler(),
                new SwitchDkimKey.Handler(),
                new RetireDkimKey.Handler(),
                new RemoveDomain.Handler());
        for (Object handler : handlers) {
            configurer.registerCommandHandlingModule(
                    CommandHandlingModule.named(handler.getClass().getName())
                            .commandHandlers()
                            .annotatedCommandHandlingComponent(_ -> handler));
        }
    }
}
