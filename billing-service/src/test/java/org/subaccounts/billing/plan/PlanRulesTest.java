package org.subaccounts.billing.plan;

import static org.subaccounts.billing.account.ClosedPeriods.closed;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.Rules;
import org.subaccounts.billing.account.BillingAccountEvent.BillingPeriodClosed;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.PlanEvent.PlanAssigned;
import org.subaccounts.billing.plan.PlanEvent.PlanCreated;
import org.subaccounts.billing.plan.PlanEvent.PlanPriced;
import org.subaccounts.billing.plan.PricingPlan.Tier;
import org.subaccounts.billing.plan.assign.AssignPlan;
import org.subaccounts.billing.plan.create.CreatePlan;
import org.subaccounts.billing.plan.price.PricePlan;

class PlanRulesTest {
    private static final UUID ACCOUNT = new UUID(1, 1);
    private static final UUID OTHER_ACCOUNT = new UUID(2, 2);
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
    private static final LocalDate OCTOBER = LocalDate.of(2026, 10, 1);
    private static final LocalDate NOVEMBER = LocalDate.of(2026, 11, 1);
    private static final LocalDate DECEMBER = LocalDate.of(2026, 12, 1);
    private static final BillingPeriod CURRENT = new BillingPeriod(NOVEMBER);
    private static final AssignPlan.Opening OPENED_NOW = new AssignPlan.Opening(CURRENT, "usd");

    private final Rules rules = new Rules();
    private final PricingPlan pricing = pricing("USD", 2_500);
    private final PlanCreated pro = created("pro", pricing);
    private final PlanCreated basic = created("basic", pricing);
    private final PlanCreated euro = created("euro", pricing("EUR", 2_000));
    private final BillingPeriodClosed octoberClosed = closed(ACCOUNT, "2026-10", "usd");

    @AfterEach
    void close() {
        rules.close();
    }

    @Test
    void a_plan_begins_with_its_first_version() {
        rules.accepts(List.of(), new CreatePlan("pro", "Plan", pricing, OCTOBER, false, AT), pro);
        rules.accepts(List.of(basic), new CreatePlan("pro", "Plan", pricing, OCTOBER, false, AT), pro);
    }

    @Test
    void an_id_is_given_once() {
        rules.refuses(
                List.of(pro),
                new CreatePlan("pro", "Other", pricing, OCTOBER, false, AT),
                PlanRefusal.AlreadyExists.class);
    }

    @Test
    void a_plan_that_accounts_were_opened_with_has_the_currency_of_their_invoices() {
        rules.refuses(
                List.of(),
                new CreatePlan("pro", "Plan", pricing, OCTOBER, true, AT),
                PlanRefusal.OpenedAccountsBilledOtherwise.class);
    }

    @Test
    void versions_are_counted_and_may_hold_from_any_date() {
        PlanPriced second = priced(2, DECEMBER);
        rules.accepts(List.of(pro), price(pricing, DECEMBER, null), second);
        rules.accepts(
                List.of(pro, second),
                price(pricing, LocalDate.of(2024, 2, 29), null),
                priced(3, LocalDate.of(2024, 2, 29)));
    }

    @Test
    void a_version_needs_its_plan_and_the_currency_of_it() {
        rules.refuses(List.of(basic), price(pricing, DECEMBER, null), PlanRefusal.NotFound.class);
        rules.refuses(List.of(pro), price(pricing("EUR", 1), DECEMBER, null), PlanRefusal.CurrencyOfPlan.class);
    }

    @Test
    void a_version_does_not_reach_into_a_period_that_was_billed_with_the_plan() {
        BillingPeriod october = new BillingPeriod(OCTOBER);
        rules.refuses(
                List.of(pro), price(pricing, LocalDate.of(2026, 10, 31), october), PlanRefusal.BilledAlready.class);
        rules.accepts(List.of(pro), price(pricing, NOVEMBER, october), priced(2, NOVEMBER));
    }

    @Test
    void a_plan_has_at_most_500_versions() {
        rules.accepts(List.of(pro, priced(499, DECEMBER)), price(pricing, DECEMBER, null), priced(500, DECEMBER));
        rules.refuses(
                List.of(pro, priced(500, DECEMBER)), price(pricing, DECEMBER, null), PlanRefusal.TooManyVersions.class);
    }

    @Test
    void the_first_plan_holds_from_the_current_period_and_any_other_from_the_next() {
        rules.accepts(List.of(pro), assign("pro", null), assigned(1, "pro", "usd", NOVEMBER));
        rules.accepts(
                List.of(pro, basic, assigned(1, "basic", "usd", OCTOBER)),
                assign("pro", null),
                assigned(2, "pro", "usd", DECEMBER));
    }

    @Test
    void a_date_may_be_any_that_is_not_closed() {
        LocalDate leapDay = LocalDate.of(2028, 2, 29);
        rules.accepts(List.of(pro), assign("pro", leapDay), assigned(1, "pro", "usd", leapDay));
        rules.accepts(List.of(pro), assign("pro", OCTOBER), assigned(1, "pro", "usd", OCTOBER));
    }

    @Test
    void what_is_so_already_makes_no_event() {
        List<Object> given = List.of(pro, basic, assigned(1, "pro", "usd", NOVEMBER));
        rules.accepts(given, assign("pro", NOVEMBER));
        rules.accepts(given, assign("pro", null));
        rules.accepts(given, assign("pro", DECEMBER), assigned(2, "pro", "usd", DECEMBER));
        rules.accepts(given, assign("pro", OCTOBER), assigned(2, "pro", "usd", OCTOBER));
    }

    @Test
    void of_two_assignments_of_one_date_the_later_holds() {
        List<Object> given = new ArrayList<>(List.of(pro, basic, assigned(1, "pro", "usd", DECEMBER)));
        rules.accepts(given, assign("basic", DECEMBER), assigned(2, "basic", "usd", DECEMBER));
        given.add(assigned(2, "basic", "usd", DECEMBER));
        rules.accepts(given, assign("basic", DECEMBER));
        rules.accepts(given, assign("pro", DECEMBER), assigned(3, "pro", "usd", DECEMBER));
    }

    @Test
    void a_plan_that_is_not_there_cannot_be_assigned() {
        rules.refuses(List.of(basic), assign("pro", null), PlanRefusal.NotFound.class);
    }

    @Test
    void a_plan_is_not_assigned_from_before_its_first_price() {
        rules.refuses(List.of(pro), assign("pro", OCTOBER.minusDays(1)), PlanRefusal.NotPricedYet.class);
        rules.accepts(
                List.of(pro, priced(2, OCTOBER.minusDays(1))),
                assign("pro", OCTOBER.minusDays(1)),
                assigned(1, "pro", "usd", OCTOBER.minusDays(1)));
    }

    @Test
    void a_closed_period_keeps_its_plan() {
        rules.refuses(
                List.of(pro, octoberClosed), assign("pro", NOVEMBER.minusDays(1)), PlanRefusal.PeriodIsClosed.class);
        rules.accepts(List.of(pro, octoberClosed), assign("pro", NOVEMBER), assigned(1, "pro", "usd", NOVEMBER));
        BillingPeriodClosed september = closed(ACCOUNT, "2026-09", "usd");
        rules.refuses(List.of(pro, september, octoberClosed), assign("pro", OCTOBER), PlanRefusal.PeriodIsClosed.class);
        BillingPeriodClosed ofAnother = closed(OTHER_ACCOUNT, "2026-10", "usd");
        rules.accepts(List.of(pro, ofAnother), assign("pro", OCTOBER), assigned(1, "pro", "usd", OCTOBER));
    }

    @Test
    void the_last_day_of_a_closed_year_is_closed_and_the_first_of_the_next_is_not() {
        BillingPeriodClosed december = closed(ACCOUNT, "2026-12", "usd");
        rules.refuses(
                List.of(pro, december), assign("pro", LocalDate.of(2026, 12, 31)), PlanRefusal.PeriodIsClosed.class);
        LocalDate newYear = LocalDate.of(2027, 1, 1);
        rules.accepts(List.of(pro, december), assign("pro", newYear), assigned(1, "pro", "usd", newYear));
    }

    @Test
    void after_the_first_closed_period_the_currency_stays() {
        rules.refuses(
                List.of(euro, octoberClosed), assign("euro", DECEMBER), PlanRefusal.BilledInAnotherCurrency.class);
    }

    @Test
    void before_it_a_plan_in_another_currency_takes_the_place_of_all_others() {
        PlanAssigned euroFromNow = assigned(3, "euro", "eur", NOVEMBER);
        List<Object> given = new ArrayList<>(
                List.of(pro, basic, euro, assigned(1, "pro", "usd", NOVEMBER), assigned(2, "basic", "usd", DECEMBER)));
        rules.accepts(given, assign("euro", null), euroFromNow);
        given.add(euroFromNow);
        rules.accepts(given, assign("euro", null));
        rules.accepts(given, assign("pro", null), assigned(4, "pro", "usd", NOVEMBER));
    }

    @Test
    void an_open_period_before_the_first_assignment_is_not_left_in_another_currency() {
        AssignPlan.Opening opened = new AssignPlan.Opening(new BillingPeriod(OCTOBER), "usd");
        rules.refuses(
                List.of(euro),
                new AssignPlan(ACCOUNT, "euro", NOVEMBER, CURRENT, opened, AT),
                PlanRefusal.TwoCurrencies.class);
        rules.accepts(
                List.of(euro),
                new AssignPlan(ACCOUNT, "euro", OCTOBER, CURRENT, opened, AT),
                assigned(1, "euro", "eur", OCTOBER));
        rules.accepts(
                List.of(euro),
                new AssignPlan(ACCOUNT, "euro", LocalDate.of(2026, 10, 31), CURRENT, opened, AT),
                assigned(1, "euro", "eur", LocalDate.of(2026, 10, 31)));
    }

    @Test
    void an_account_changes_its_plan_at_most_1000_times() {
        rules.refuses(
                List.of(pro, assigned(1_000, "basic", "usd", NOVEMBER)),
                assign("pro", null),
                PlanRefusal.TooManyAssignments.class);
    }

    private static PlanCreated created(String id, PricingPlan pricing) {
        return new PlanCreated(id, "Plan", PlanView.code(pricing), StoredPricing.of(pricing), OCTOBER, AT);
    }

    private PlanPriced priced(int version, LocalDate from) {
        return new PlanPriced("pro", version, StoredPricing.of(pricing), from, AT);
    }

    private static PricePlan price(PricingPlan pricing, LocalDate from, @Nullable BillingPeriod lastBilled) {
        return new PricePlan("pro", pricing, from, lastBilled, AT);
    }

    private static AssignPlan assign(String plan, @Nullable LocalDate from) {
        return new AssignPlan(ACCOUNT, plan, from, CURRENT, OPENED_NOW, AT);
    }

    private static PlanAssigned assigned(int sequence, String plan, String currency, LocalDate from) {
        return new PlanAssigned(ACCOUNT, sequence, plan, currency, from, AT);
    }

    private static PricingPlan pricing(String currency, long baseFeeMinorUnits) {
        return new PricingPlan(
                new Money(baseFeeMinorUnits, Money.currency(currency)),
                25_000,
                List.of(new Tier(100_000, new BigDecimal("0.80")), new Tier(Tier.NO_END, new BigDecimal("0.50"))));
    }
}
