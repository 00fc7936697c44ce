package org.subaccounts.billing;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.axonframework.eventsourcing.configuration.EventSourcedEntityModule;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.messaging.commandhandling.configuration.CommandHandlingModule;
import org.subaccounts.billing.account.BillingAccount;
import org.subaccounts.billing.period.close.ClosePeriod;
import org.subaccounts.billing.plan.Plan;
import org.subaccounts.billing.plan.assign.AssignPlan;
import org.subaccounts.billing.plan.create.CreatePlan;
import org.subaccounts.billing.plan.price.PricePlan;
import org.subaccounts.billing.threshold.ThresholdId;
import org.subaccounts.billing.threshold.UsageThresholds;
import org.subaccounts.billing.threshold.report.ReportThreshold;
import org.subaccounts.platform.eventstore.EventSourcedModel;

/** The entities and use cases of the service. */
@ApplicationScoped
public class BillingModel implements EventSourcedModel {
    private static final List<Object> HANDLERS = List.of(
            new CreatePlan.Handler(),
            new PricePlan.Handler(),
            new AssignPlan.Handler(),
            new ReportThreshold.Handler(),
            new ClosePeriod.Handler());

    @Override
    public void configure(EventSourcingConfigurer configurer) {
        configurer.registerEntity(EventSourcedEntityModule.autodetected(String.class, Plan.class));
        configurer.registerEntity(EventSourcedEntityModule.autodetected(ThresholdId.class, UsageThresholds.class));
        configurer.registerEntity(EventSourcedEntityModule.autodetected(UUID.class, BillingAccount.class));
        for (Object handler : HANDLERS) {
            configurer.registerCommandHandlingModule(
                    CommandHandlingModule.named(handler.getClass().getName())
                            .commandHandlers()
                            .annotatedCommandHandlingComponent(configuration -> handler));
        }
    }
}
