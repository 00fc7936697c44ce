package org.subaccounts.billing.invoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.invoice.InvoiceLine.Bucket;
import org.subaccounts.billing.invoice.InvoiceLine.Kind;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.PricingPlan;
import org.subaccounts.billing.plan.PricingPlan.Tier;
import org.subaccounts.billing.usage.AccountVolume;
import org.subaccounts.billing.usage.FamilyUsage;

class InvoiceDraftTest {
    private static final BillingPeriod FEBRUARY = BillingPeriod.parse("2028-02");
    private static final BillingPeriod MARCH = BillingPeriod.parse("2028-03");
    private static final BillingPeriod APRIL = BillingPeriod.parse("2028-04");

    /** 10.00 with 100 messages, then 1.00 each. */
    private final PricingPlan pricing = pricing("usd", 1_000, 100, "1000");

    @Test
    void an_invoice_lists_the_parent_then_its_children_newest_first_then_the_removed_ones_together() {
        InvoiceDraft draft = draft(family(10, child(3, 50), child(2, 0), removed(5, 20), removed(4, 20)));

        assertThat(draft.lines())
                .containsExactly(
                        line(Bucket.PARENT, 9, "Acme", 10, 100),
                        line(Bucket.SUB_ACCOUNT, 3, "child 3", 50, 500),
                        line(Bucket.SUB_ACCOUNT, 2, "child 2", 0, 0),
                        new InvoiceLine(Kind.USAGE, "2028-03", Bucket.REMOVED_SUB_ACCOUNTS, null, "", 40, 400));
        assertThat(draft.removed())
                .containsExactly(new BilledVolume("2028-03", id(5), 20), new BilledVolume("2028-03", id(4), 20));
    }

    @Test
    void the_total_is_base_fee_and_overage_of_the_pooled_volume() {
        InvoiceDraft within = draft(family(60, child(1, 40)));
        assertThat(within.overage().minorUnits()).isZero();
        assertThat(within.total().minorUnits()).isEqualTo(1_000);

        InvoiceDraft beyond = draft(family(60, child(1, 41)));
        assertThat(beyond.baseFee().minorUnits()).isEqualTo(1_000);
        assertThat(beyond.overage().minorUnits()).isEqualTo(100);
        assertThat(beyond.total().minorUnits()).isEqualTo(1_100);
    }

    @Test
    void a_family_without_usage_pays_the_base_fee_and_it_falls_to_the_parent() {
        InvoiceDraft draft = draft(family(0, child(1, 0)));
        assertThat(draft.total().minorUnits()).isEqualTo(1_000);
        assertThat(draft.lines())
                .containsExactly(
                        line(Bucket.PARENT, 9, "Acme", 0, 1_000), line(Bucket.SUB_ACCOUNT, 1, "child 1", 0, 0));
    }

    @Test
    void what_came_late_costs_what_the_whole_earlier_period_costs_beyond_what_was_billed() {
        LateUsage february = new LateUsage(FEBRUARY, pricing, 90, family(0, child(2, 5), child(1, 15)));
        InvoiceDraft draft = InvoiceDraft.of(MARCH, "Acme", pricing, family(100), List.of(february));

        assertThat(draft.correctedCount()).isEqualTo(20);
        assertThat(draft.correction().minorUnits()).isEqualTo(1_000);
        assertThat(draft.total().minorUnits()).isEqualTo(2_000);
        assertThat(draft.lines())
                .containsExactly(
                        line(Bucket.PARENT, 9, "Acme", 100, 1_000),
                        correction("2028-02", Bucket.SUB_ACCOUNT, id(2), "child 2", 5, 250),
                        correction("2028-02", Bucket.SUB_ACCOUNT, id(1), "child 1", 15, 750));
    }

    @Test
    void what_came_late_within_the_included_volume_is_listed_and_costs_nothing() {
        LateUsage february = new LateUsage(FEBRUARY, pricing, 50, family(50));
        InvoiceDraft draft = InvoiceDraft.of(MARCH, "Acme", pricing, family(0), List.of(february));

        assertThat(draft.correction().minorUnits()).isZero();
        assertThat(draft.lines().getLast()).isEqualTo(correction("2028-02", Bucket.PARENT, id(9), "Acme", 50, 0));
    }

    @Test
    void a_correction_uses_the_pricing_of_its_own_period_and_removed_children_stay_unnamed() {
        PricingPlan before = pricing("usd", 0, 0, "10");
        LateUsage february = new LateUsage(FEBRUARY, before, 1_000, family(0, removed(2, 30), removed(1, 70)));
        InvoiceDraft draft = InvoiceDraft.of(MARCH, "Acme", pricing, family(0), List.of(february));

        assertThat(draft.lines().getLast())
                .isEqualTo(correction("2028-02", Bucket.REMOVED_SUB_ACCOUNTS, null, "", 100, 100));
        assertThat(draft.removed())
                .containsExactly(new BilledVolume("2028-02", id(2), 30), new BilledVolume("2028-02", id(1), 70));
    }

    @Test
    void corrections_come_by_period_the_oldest_first() {
        LateUsage february = new LateUsage(FEBRUARY, pricing, 0, family(1));
        LateUsage march = new LateUsage(MARCH, pricing, 0, family(2));
        InvoiceDraft draft = InvoiceDraft.of(APRIL, "Acme", pricing, family(0), List.of(march, february));

        assertThat(draft.lines()).extracting(InvoiceLine::period).containsExactly("2028-04", "2028-02", "2028-03");
    }

    @Test
    void amounts_are_in_the_minor_units_of_the_currency_however_many_decimals_it_has() {
        InvoiceDraft yen =
                InvoiceDraft.of(MARCH, "Acme", pricing("jpy", 100, 0, "1"), family(1_000, child(1, 500)), List.of());
        assertThat(yen.total().minorUnits()).isEqualTo(102);
        assertThat(yen.total().amount()).hasToString("102");

        InvoiceDraft dinar =
                InvoiceDraft.of(MARCH, "Acme", pricing("kwd", 100, 0, "1"), family(1_000, child(1, 500)), List.of());
        assertThat(dinar.total().minorUnits()).isEqualTo(1_600);
        assertThat(dinar.total().amount()).hasToString("1.600");
    }

    @Test
    void an_invoice_of_ten_thousand_children_sums_to_the_cent() {
        List<AccountVolume> children = new ArrayList<>();
        for (int i = 1; i <= 10_000; i++) {
            children.add(i % 3 == 0 ? removed(i + 100, i % 7) : child(i + 100, i % 11));
        }
        InvoiceDraft draft = draft(new FamilyUsage(new AccountVolume(id(9), "", false, 1), children));

        assertThat(draft.lines().stream()
                        .mapToLong(InvoiceLine::amountMinorUnits)
                        .sum())
                .isEqualTo(draft.total().minorUnits());
        assertThat(draft.lines()).hasSize(1 + 6_667 + 1);
        assertThat(draft.removed().stream()
                        .mapToLong(BilledVolume::receptionCount)
                        .sum())
                .isEqualTo(draft.lines().getLast().receptionCount());
    }

    @Test
    void an_amount_that_does_not_fit_is_refused_and_never_wraps() {
        assertThatThrownBy(() -> draft(family(Long.MAX_VALUE, child(1, 1)))).isInstanceOf(ArithmeticException.class);
        LateUsage much = new LateUsage(FEBRUARY, pricing("usd", 0, 0, "100000"), 0, family(Long.MAX_VALUE / 10_001));
        assertThatThrownBy(() -> InvoiceDraft.of(MARCH, "Acme", pricing, family(0), List.of(much, much)))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void one_invoice_has_one_currency() {
        LateUsage yen = new LateUsage(FEBRUARY, pricing("jpy", 0, 0, "1000"), 0, family(1));
        assertThatThrownBy(() -> InvoiceDraft.of(MARCH, "Acme", pricing, family(0), List.of(yen)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private InvoiceDraft draft(FamilyUsage family) {
        return InvoiceDraft.of(MARCH, "Acme", pricing, family, List.of());
    }

    private static InvoiceLine line(Bucket bucket, int account, String name, long volume, long amount) {
        return new InvoiceLine(Kind.USAGE, "2028-03", bucket, id(account), name, volume, amount);
    }

    private static InvoiceLine correction(
            String period, Bucket bucket, @Nullable UUID account, String name, long volume, long amount) {
        return new InvoiceLine(Kind.CORRECTION, period, bucket, account, name, volume, amount);
    }

    private static PricingPlan pricing(String currency, long baseFee, long included, String perThousand) {
        return new PricingPlan(
                new Money(baseFee, Money.currency(currency)),
                included,
                List.of(new Tier(Tier.NO_END, new BigDecimal(perThousand))));
    }

    private static FamilyUsage family(long parentVolume, AccountVolume... children) {
        return new FamilyUsage(new AccountVolume(id(9), "", false, parentVolume), List.of(children));
    }

    private static AccountVolume child(int number, long volume) {
        return new AccountVolume(id(number), "child " + number, false, volume);
    }

    private static AccountVolume removed(int number, long volume) {
        return new AccountVolume(id(number), "child " + number, true, volume);
    }

    private static UUID id(int number) {
        return new UUID(0x0190a00000007000L, 0x8000000000000000L + number);
    }
}
