package org.subaccounts.billing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.BillingStore;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.contracts.AccountOpened;

/** What prices a period, for any plans, versions and assignments, compared with a calendar that is walked day by day. */
class PlansInForcePropertyTest {
    private static final LocalDate FIRST_DAY = LocalDate.of(2023, 11, 1);
    private static final int DAYS = 160; // over the end of a year and a leap day
    private static final Instant AT = Instant.parse("2023-11-01T00:00:00Z");
    private static final List<String> CURRENCIES = List.of("USD", "USD", "JPY");
    private static final PlanCalendar.Priced CONFIGURED = new PlanCalendar.Priced(PlanInForce.DEFAULT_ID, 0);
    private static @Nullable BillingStore store;

    private static BillingStore store() {
        return Objects.requireNonNull(store);
    }

    @BeforeContainer
    static void start() {
        store = BillingStore.create();
    }

    @AfterContainer
    static void stop() {
        store().close();
    }

    /** {@code plan}: which of the three. */
    record Step(Kind kind, int plan, LocalDate date) {}

    enum Kind {
        PRICE,
        ASSIGN
    }

    @Provide
    Arbitrary<LocalDate> dates() {
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(
                        3, Arbitraries.integers().between(0, DAYS).map(FIRST_DAY::plusDays)),
                net.jqwik.api.Tuple.of(
                        2,
                        Arbitraries.of(
                                LocalDate.of(2023, 12, 1),
                                LocalDate.of(2023, 12, 31),
                                LocalDate.of(2024, 1, 1),
                                LocalDate.of(2024, 2, 29),
                                LocalDate.of(2024, 3, 1))));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Kind.PRICE, Kind.ASSIGN, Kind.ASSIGN),
                        Arbitraries.integers().between(0, 2),
                        dates())
                .as(Step::new)
                .list()
                .ofMaxSize(10);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void the_plan_of_a_period_is_the_one_of_its_first_day(
            @ForAll("steps") List<Step> steps,
            @ForAll("dates") LocalDate pricedFrom,
            @ForAll("opened") int openedWith) {
        UUID account = UUID.randomUUID();
        String world = account.toString().substring(0, 8) + "-";
        String opening = openedWith < 0 ? null : world + openedWith;
        PlanCalendar calendar = new PlanCalendar(FIRST_DAY);
        for (int plan = 0; plan < CURRENCIES.size(); plan++) {
            LocalDate first = plan == 0 ? pricedFrom : FIRST_DAY;
            assertThat(store().createPlan(world + plan, pricing(plan), first, AT))
                    .isTrue();
            calendar.version(world + plan, first);
        }
        store().tell(new AccountOpened(
                account, "Acme", "acme.example", true, account, opening == null ? "standard" : opening, AT));
        for (Step step : steps) {
            String plan = world + step.plan();
            switch (step.kind()) {
                case PRICE -> {
                    if (store().pricePlan(plan, pricing(step.plan()), step.date(), AT)) {
                        calendar.version(plan, step.date());
                    }
                }
                case ASSIGN -> {
                    if (store().assignPlan(account, plan, step.date(), AT)) {
                        calendar.assigned(plan, CURRENCIES.get(step.plan()), step.date());
                    }
                }
            }
        }

        for (BillingPeriod period = new BillingPeriod(FIRST_DAY);
                period.firstDay().isBefore(FIRST_DAY.plusDays(DAYS + 60));
                period = period.next()) {
            PlanInForce found = store().plan(account, period);
            assertThat(new PlanCalendar.Priced(found.planId(), found.version()))
                    .as(period.name())
                    .isEqualTo(Objects.requireNonNullElse(calendar.pricing(period, opening), CONFIGURED));
        }
    }

    @Provide
    Arbitrary<Integer> opened() {
        return Arbitraries.of(-1, -1, 0, 1);
    }

    private static PricingPlan pricing(int plan) {
        return new PricingPlan(new Money(100 + plan, Money.currency(CURRENCIES.get(plan))), 1_000, List.of());
    }
}
