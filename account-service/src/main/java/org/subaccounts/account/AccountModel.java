package org.subaccounts.account;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.axonframework.eventsourcing.configuration.EventSourcedEntityModule;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.messaging.commandhandling.configuration.CommandHandlingModule;
import org.subaccounts.account.parent.open.OpenAccount;
import org.subaccounts.account.subaccount.SubAccount;
import org.subaccounts.account.subaccount.create.CreateSubAccount;
import org.subaccounts.account.subaccount.delete.DeleteSubAccount;
import org.subaccounts.account.subaccount.suspend.SuspendSubAccount;
import org.subaccounts.account.subaccount.unsuspend.UnsuspendSubAccount;
import org.subaccounts.account.subaccount.update.UpdateSubAccount;
import org.subaccounts.platform.eventstore.EventSourcedModel;

/** The entities and use cases of the service. */
@ApplicationScoped
public class AccountModel implements EventSourcedModel {
    private static final List<Object> HANDLERS = List.of(
            new OpenAccount.Handler(),
            new CreateSubAccount.Handler(),
            new UpdateSubAccount.Handler(),
            new SuspendSubAccount.Handler(),
            new UnsuspendSubAccount.Handler(),
            new DeleteSubAccount.Handler());

    @Override
    public void configure(EventSourcingConfigurer configurer) {
        configurer.registerEntity(EventSourcedEntityModule.autodetected(UUID.class, SubAccount.class));
        for (Object handler : HANDLERS) {
            configurer.registerCommandHandlingModule(
                    CommandHandlingModule.named(handler.getClass().getName())
                            .commandHandlers()
                            .annotatedCommandHandlingComponent(configuration -> handler));
        }
    }
}
