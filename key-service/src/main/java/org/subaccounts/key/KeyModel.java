package org.subaccounts.key;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.axonframework.eventsourcing.configuration.EventSourcedEntityModule;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.messaging.commandhandling.configuration.CommandHandlingModule;
import org.subaccounts.key.apikey.ApiKey;
import org.subaccounts.key.apikey.issue.IssueApiKey;
import org.subaccounts.key.apikey.revoke.RevokeApiKey;
import org.subaccounts.key.apikey.update.UpdateApiKey;
import org.subaccounts.key.domain.DropDomainScopes;
import org.subaccounts.platform.eventstore.EventSourcedModel;

/** The entities and use cases of the service. */
@ApplicationScoped
public class KeyModel implements EventSourcedModel {
    private static final List<Object> HANDLERS = List.of(
            new IssueApiKey.Handler(),
            new UpdateApiKey.Handler(),
            new DropDomainScopes.Handler(),
            new RevokeApiKey.Handler());

    @Override
    public void configure(EventSourcingConfigurer configurer) {
        configurer.registerEntity(EventSourcedEntityModule.autodetected(UUID.class, ApiKey.class));
        for (Object handler : HANDLERS) {
            configurer.registerCommandHandlingModule(
                    CommandHandlingModule.named(handler.getClass().getName())
                            .commandHandlers()
                            .annotatedCommandHandlingComponent(configuration -> handler));
        }
    }
}
