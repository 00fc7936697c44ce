package org.subaccounts.account;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.axonframework.eventsourcing.configuration.EventSourcedEntityModule;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.messaging.commandhandling.configuration.CommandHandlingModule;
import org.subaccounts.account.member.Membership;
import org.subaccounts.account.member.MembershipId;
import org.subaccounts.account.member.add.AddMember;
import org.subaccounts.account.member.remove.RemoveMember;
import org.subaccounts.account.parent.ParentAccount;
import org.subaccounts.account.parent.close.CloseAccount;
import org.subaccounts.account.parent.open.OpenAccount;
import org.subaccounts.account.parent.reinstate.ReinstateAccount;
import org.subaccounts.account.parent.suspend.SuspendAccount;
import org.subaccounts.account.parent.terms.ChangeAccountTerms;
import org.subaccounts.account.settings.update.UpdateAccountSettings;
import org.subaccounts.account.settings.update.UpdateSubAccountSettings;
import org.subaccounts.account.subaccount.SubAccount;
import org.subaccounts.account.subaccount.create.CreateSubAccount;
import org.subaccounts.account.subaccount.delete.DeleteSubAccount;
import org.subaccounts.account.subaccount.lift.LiftReputationSuspension;
import org.subaccounts.account.subaccount.suspend.SuspendSubAccount;
import org.subaccounts.account.subaccount.unsuspend.UnsuspendSubAccount;
import org.subaccounts.account.subaccount.update.UpdateSubAccount;
import org.subaccounts.platform.eventstore.EventSourcedModel;

/** The entities and use cases of the service. */
@ApplicationScoped
public class AccountModel implements EventSourcedModel {
    private static final List<Object> HANDLERS = List.of(
            new OpenAccount.Handler(),
            new UpdateAccountSettings.Handler(),
            new ChangeAccountTerms.Handler(),
            new SuspendAccount.Handler(),
            new ReinstateAccount.Handler(),
            new CloseAccount.Handler(),
            new CreateSubAccount.Handler(),
            new UpdateSubAccount.Handler(),
            new UpdateSubAccountSettings.Handler(),
            new SuspendSubAccount.Handler(),
            new UnsuspendSubAccount.Handler(),
            new LiftReputationSuspension.Handler(),
            new DeleteSubAccount.Handler(),
            new AddMember.Handler(),
            new RemoveMember.Handler());

    @Override
    public void configure(EventSourcingConfigurer configurer) {
        configurer.registerEntity(EventSourcedEntityModule.autodetected(UUID.class, ParentAccount.class));
        configurer.registerEntity(EventSourcedEntityModule.autodetected(UUID.class, SubAccount.class));
        configurer.registerEntity(EventSourcedEntityModule.autodetected(MembershipId.class, Membership.class));
        for (Object handler : HANDLERS) {
            configurer.registerCommandHandlingModule(
                    CommandHandlingModule.named(handler.getClass().getName())
                            .commandHandlers()
                            .annotatedCommandHandlingComponent(configuration -> handler));
        }
    }
}
