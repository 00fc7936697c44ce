package org.subaccounts.billing.period.close;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.Rules;
import org.subaccounts.billing.account.BillingAccount;
import org.subaccounts.billing.account.BillingAccountEvent.BillingPeriodClosed;
import org.subaccounts.billing.account.ClosedPeriods;
import org.subaccounts.billing.invoice.BilledVolume;
import org.subaccounts.billing.invoice.InvoiceEvent.InvoiceIssued;
import org.subaccounts.billing.invoice.InvoiceEvent.RemovedUsageInvoiced;
import org.subaccounts.billing.invoice.InvoiceLine;
import org.subaccounts.billing.invoice.InvoiceLine.Bucket;
import org.subaccounts.billing.invoice.InvoiceLine.Kind;
import org.subaccounts.billing.invoice.LateUsage;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.period.BillingPeriodRefusal;
import org.subaccounts.billing.plan.Plan;
import org.subaccounts.billing.plan.PlanEvent.PlanAssigned;
import org.subaccounts.billing.plan.PlanEvent.PlanCreated;
import org.subaccounts.billing.plan.PlanEvent.PlanPriced;
import org.subaccounts.billing.plan.PlanInForce;
import org.subaccounts.billing.plan.PlanInForce.Decided;
import org.subaccounts.billing.plan.PricingPlan;
import org.subaccounts.billing.plan.PricingPlan.Tier;
import org.subaccounts.billing.plan.StoredPricing;
import org.subaccounts.billing.usage.AccountVolume;
import org.subaccounts.billing.usage.FamilyUsage;

class ClosePeriodRulesTest {
    private static final UUID PARENT = UUID.fromString("0190a5c2-7d10-7c3e-8b51-2f6d4e9a1c07");
    private static final UUID CHILD = UUID.fromString("0190a5c4-11f8-7a02-9d3c-6b8e0f5a7d21");
    private static final UUID GONE = UUID.fromString("0190a5c4-11f8-7a02-9d3c-6b8e0f5a7d22");
    private static final UUID INVOICE = UUID.fromString("019d4788-a3c7-7d05-8f12-9b6e3a0c5d48");
    private static final Instant AT = Instant.parse("2028-04-01T06:00:00.123Z");
    private static final PricingPlan PRICING = new PricingPlan(
            new Money(1_000, Money.currency("usd")), 0, List.of(new Tier(Tier.NO_END, new BigDecimal("10.00"))));

    private final Rules rules = new Rules();

    @AfterEach
    void close() {
        rules.close();
    }

    @Test
    void closing_a_period_makes_its_invoice() {
        rules.accepts(
                List.of(),
                close(
                        "2028-03",
                        family(
                                new AccountVolume(CHILD, "Acme", false, 300),
                                new AccountVolume(GONE, "Gone", true, 100))),
                new BillingPeriodClosed(
                        PARENT,
                        "2028-03",
                        INVOICE,
                        "0PM9FDN79M707-0001",
                        "Parent",
                        "pro",
                        "Pro",
                        2,
                        StoredPricing.of(PRICING),
                        "usd",
                        400,
                        0,
                        1_000,
                        400,
                        0,
                        1_400,
                        ClosedPeriods.ISSUER,
                        AT),
                new InvoiceIssued(
                        INVOICE,
                        PARENT,
                        "0PM9FDN79M707-0001",
                        "2028-03",
                        "usd",
                        400,
                        1_400,
                        1,
                        1,
                        List.of(
                                line(Bucket.PARENT, PARENT, "Parent", 0, 0),
                                line(Bucket.SUB_ACCOUNT, CHILD, "Acme", 300, 1_050),
                                line(Bucket.REMOVED_SUB_ACCOUNTS, null, "", 100, 350)),
                        AT),
                new RemovedUsageInvoiced(INVOICE, PARENT, List.of(new BilledVolume("2028-03", GONE, 100)), AT));
    }

    @Test
    void the_first_period_may_be_any() {
        rules.accepts(List.of(), close("2031-12", family()), closedOf("2031-12", "0001"), issuedOf("2031-12", "0001"));
    }

    @Test
    void the_next_period_gets_the_next_number() {
        rules.accepts(
                List.of(closed("2027-12", "usd"), closed("2028-01", "usd")),
                close("2028-02", family()),
                closedOf("2028-02", "0003"),
                issuedOf("2028-02", "0003"));
    }

    @Test
    void closing_what_is_closed_changes_nothing() {
        List<BillingPeriodClosed> given = List.of(closed("2028-01", "usd"), closed("2028-02", "usd"));
        rules.accepts(given, close("2028-02", family()));
        rules.accepts(given, close("2028-01", family()));
    }

    @Test
    void periods_are_closed_in_order_without_a_gap() {
        List<BillingPeriodClosed> given = List.of(closed("2028-01", "usd"));
        rules.refuses(given, close("2028-03", family()), BillingPeriodRefusal.NotNext.class);
        rules.refuses(given, close("2027-12", family()), BillingPeriodRefusal.NotNext.class);
    }

    @Test
    void only_what_was_closed_can_be_corrected() {
        LateUsage january = new LateUsage(BillingPeriod.parse("2028-01"), PRICING, 0, family(1));
        rules.refuses(
                List.of(closed("2028-02", "usd")),
                close("2028-03", family(), List.of(january)),
                BillingPeriodRefusal.NotClosed.class);
    }

    @Test
    void an_account_is_billed_in_one_currency() {
        rules.refuses(
                List.of(closed("2028-02", "jpy")),
                close("2028-03", family()),
                BillingPeriodRefusal.OtherCurrency.class);
    }

    @Test
    void the_refusal_says_which_assignment_mends_it() {
        assertThat(new BillingPeriodRefusal.OtherCurrency(BillingPeriod.parse("2028-03"), "usd", "jpy"))
                .hasMessageContaining("assign it a plan in jpy from 2028-03-01 on");
    }

    @Test
    void a_plan_that_was_changed_since_it_was_read_closes_nothing() {
        LocalDate day = LocalDate.of(2028, 2, 1);
        PlanCreated created = new PlanCreated("pro", "Pro", "usd", StoredPricing.of(PRICING), day, AT);
        PlanPriced priced = new PlanPriced("pro", 2, StoredPricing.of(PRICING), day, AT);
        PlanAssigned assigned = new PlanAssigned(PARENT, 1, "pro", "usd", day, AT);
        List<Object> given = List.of(created, priced, assigned);

        rules.accepts(
                given,
                close("2028-02", new Decided(1, "pro", 2)),
                closedOf("2028-02", "0001"),
                issuedOf("2028-02", "0001"));
        for (Decided before : List.of(
                new Decided(0, "default", 0),
                new Decided(1, "pro", 1),
                new Decided(0, "pro", 2),
                new Decided(2, "pro", 2))) {
            rules.refuses(given, close("2028-02", before), BillingPeriodRefusal.PlanChanged.class);
        }
    }

    @Test
    void a_plan_that_is_made_after_the_account_was_opened_with_its_id_is_a_change_too() {
        PlanCreated created =
                new PlanCreated("gold", "Gold", "usd", StoredPricing.of(PRICING), LocalDate.of(2028, 1, 1), AT);
        rules.refuses(
                List.of(created), close("2028-02", new Decided(0, "gold", 0)), BillingPeriodRefusal.PlanChanged.class);
    }

    @Test
    void an_invoice_of_many_lines_comes_in_parts_of_a_thousand() {
        assertThat(sizes(999, 0)).containsExactly("1/1 1000 lines");
        assertThat(sizes(1_000, 0)).containsExactly("1/2 1000 lines", "2/2 1 lines");
        assertThat(sizes(10_000, 0)).hasSize(11).endsWith("11/11 1 lines");
        assertThat(sizes(1, 1_001)).containsExactly("1/1 3 lines", "1000 removed", "1 removed");
    }

    private static List<String> sizes(int children, int removed) {
        List<AccountVolume> volumes = new ArrayList<>();
        for (int i = 0; i < children + removed; i++) {
            volumes.add(new AccountVolume(new UUID(1, i), "", i >= children, 1));
        }
        List<String> sizes = new ArrayList<>();
        EventAppender appender = new EventAppender() {
            @Override
            public void append(List<?> events) {
                events.forEach(event -> {
                    switch (event) {
                        case InvoiceIssued part ->
                            sizes.add(part.part() + "/" + part.parts() + " "
                                    + part.lines().size() + " lines");
                        case RemovedUsageInvoiced part ->
                            sizes.add(part.volumes().size() + " removed");
                        default -> {}
                    }
                });
            }

            @Override
            public void describeTo(org.axonframework.common.infra.ComponentDescriptor descriptor) {}
        };
        boolean closed = new ClosePeriod.Handler()
                .handle(
                        close("2028-03", new FamilyUsage(new AccountVolume(PARENT, "", false, 0), volumes)),
                        new BillingAccount(),
                        new Plan(),
                        appender);
        assertThat(closed).isTrue();
        return sizes;
    }

    private static ClosePeriod close(String period, FamilyUsage family) {
        return close(period, family, List.of());
    }

    private static ClosePeriod close(String period, FamilyUsage family, List<LateUsage> late) {
        return close(period, family, late, new Decided(0, "pro", 0));
    }

    private static ClosePeriod close(String period, Decided decided) {
        return close(period, family(), List.of(), decided);
    }

    private static ClosePeriod close(String period, FamilyUsage family, List<LateUsage> late, Decided decided) {
        return new ClosePeriod(
                PARENT,
                BillingPeriod.parse(period),
                INVOICE,
                "Parent",
                new PlanInForce("pro", "Pro", 2, PRICING, decided),
                family,
                late,
                ClosedPeriods.ISSUER,
                AT);
    }

    private static BillingPeriodClosed closed(String period, String currency) {
        return ClosedPeriods.closed(PARENT, period, currency);
    }

    private static BillingPeriodClosed closedOf(String period, String number) {
        return new BillingPeriodClosed(
                PARENT,
                period,
                INVOICE,
                "0PM9FDN79M707-" + number,
                "Parent",
                "pro",
                "Pro",
                2,
                StoredPricing.of(PRICING),
                "usd",
                0,
                0,
                1_000,
                0,
                0,
                1_000,
                ClosedPeriods.ISSUER,
                AT);
    }

    private static InvoiceIssued issuedOf(String period, String number) {
        return new InvoiceIssued(
                INVOICE,
                PARENT,
                "0PM9FDN79M707-" + number,
                period,
                "usd",
                0,
                1_000,
                1,
                1,
                List.of(new InvoiceLine(Kind.USAGE, period, Bucket.PARENT, PARENT, "Parent", 0, 1_000)),
                AT);
    }

    private static InvoiceLine line(Bucket bucket, @Nullable UUID account, String name, long volume, long amount) {
        return new InvoiceLine(Kind.USAGE, "2028-03", bucket, account, name, volume, amount);
    }

    private static FamilyUsage family(AccountVolume... children) {
        return new FamilyUsage(new AccountVolume(PARENT, "", false, 0), List.of(children));
    }

    private static FamilyUsage family(long parentVolume) {
        return new FamilyUsage(new AccountVolume(PARENT, "", false, parentVolume), List.of());
    }
}
