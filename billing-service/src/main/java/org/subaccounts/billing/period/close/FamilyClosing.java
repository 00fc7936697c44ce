package org.subaccounts.billing.period.close;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.subaccounts.billing.account.Issuer;
import org.subaccounts.billing.invoice.document.IssuerSettings;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.period.BillingPeriodRefusal;
import org.subaccounts.billing.plan.PlanInForce;
import org.subaccounts.billing.plan.PlansInForce;
import org.subaccounts.billing.usage.FamilyUsages;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Ids;

/**
 * Closes a family's due periods, oldest first. Reads without a lock: what is counted after the reading is late, and corrected
 * by the next invoice; when the plan was changed meanwhile, all is read again; of several processes that meet here, one
 * closes, and the others change nothing.
 */
@Singleton
public class FamilyClosing {
    private static final int MOST_READ_AGAIN = 3;
    private static final Map<String, String> ACTOR = Map.of("actor", "system");

    private final FamilyUsages usages;
    private final LateUsages lateUsages;
    private final BiFunction<UUID, BillingPeriod, Uni<PlanInForce>> plans;
    private final Issuer issuer;
    private final Commands commands;
    private final Clock clock;

    @Inject
    FamilyClosing(
            FamilyUsages usages,
            LateUsages lateUsages,
            PlansInForce plans,
            IssuerSettings issuer,
            Commands commands,
            Clock clock) {
        this(usages, lateUsages, plans::of, issuer.issuer(), commands, clock);
    }

    /** With any other way to find the plan that prices a parent's period. */
    public FamilyClosing(
            FamilyUsages usages,
            LateUsages lateUsages,
            BiFunction<UUID, BillingPeriod, Uni<PlanInForce>> plans,
            Issuer issuer,
            Commands commands,
            Clock clock) {
        this.usages = usages;
        this.lateUsages = lateUsages;
        this.plans = plans;
        this.issuer = issuer;
        this.commands = commands;
        this.clock = clock;
    }

    /** Gives how many periods this call closed; fails at the first one that cannot be closed. */
    Uni<Long> close(DueFamily family) {
        return Multi.createFrom()
                .items(Stream.iterate(
                        family.next(),
                        period -> !period.firstDay().isAfter(family.last().firstDay()),
                        BillingPeriod::next))
                .onItem()
                .transformToUniAndConcatenate(period -> close(family, period))
                .filter(closed -> closed)
                .collect()
                .with(Collectors.counting());
    }

    private Uni<Boolean> close(DueFamily family, BillingPeriod period) {
        UUID parent = family.accountId();
        return Uni.combine()
                .all()
                .unis(usages.read(parent, period), lateUsages.read(parent, period))
                .asTuple()
                .chain(read -> plans.apply(parent, period)
                        .map(plan -> new ClosePeriod(
                                parent,
                                period,
                                Ids.next(),
                                family.name(),
                                family.isAfterClosing(period) ? plan.withoutBaseFee() : plan,
                                read.getItem1(),
                                List.copyOf(read.getItem2()),
                                issuer,
                                clock.instant().truncatedTo(ChronoUnit.MILLIS))))
                .emitOn(Infrastructure.getDefaultWorkerPool()) // many children are much to compute
                .chain(command -> commands.send(command, Boolean.class, ACTOR))
                .onFailure(BillingPeriodRefusal.PlanChanged.class)
                .retry()
                .atMost(MOST_READ_AGAIN);
    }
}
