package org.subaccounts.billing.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.subaccounts.billing.invoice.InvoiceLine.Kind;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.PricingPlan;
import org.subaccounts.billing.plan.PricingPlan.Tier;
import org.subaccounts.billing.usage.AccountVolume;
import org.subaccounts.billing.usage.FamilyUsage;

class InvoiceDraftPropertyTest {
    private static final BillingPeriod MARCH = BillingPeriod.parse("2028-03");

    /** In the order of a family: the first is the parent's. */
    record Volume(long count, boolean removed) {}

    @Provide
    Arbitrary<PricingPlan> pricings() {
        Arbitrary<BigDecimal> prices =
                Arbitraries.longs().between(0, 20_000).map(price -> BigDecimal.valueOf(price, 4));
        return Combinators.combine(
                        Arbitraries.longs().between(0, 1_000_000),
                        Arbitraries.longs().between(0, 100_000),
                        prices,
                        prices)
                .as((fee, included, first, second) -> new PricingPlan(
                        new Money(fee, Money.currency("usd")),
                        included,
                        List.of(new Tier(10_000, first), new Tier(Tier.NO_END, second))));
    }

    @Provide
    Arbitrary<List<Volume>> volumes() {
        Arbitrary<Long> counts = Arbitraries.oneOf(
                Arbitraries.just(0L),
                Arbitraries.longs().between(0, 100),
                Arbitraries.longs().between(0, 1_000_000_000_000L));
        return Combinators.combine(counts, Arbitraries.of(true, false, false))
                .as(Volume::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Property
    void the_lines_of_each_kind_sum_to_their_costs_and_volumes_whatever_was_used(
            @ForAll("pricings") PricingPlan pricing,
            @ForAll("pricings") PricingPlan before,
            @ForAll("volumes") List<Volume> used,
            @ForAll("volumes") List<Volume> late) {
        LateUsage february = new LateUsage(BillingPeriod.parse("2028-02"), before, 12_345, family(late));

        InvoiceDraft draft = InvoiceDraft.of(MARCH, "Acme", pricing, family(used), List.of(february));

        assertThat(amount(draft, Kind.USAGE))
                .isEqualTo(draft.baseFee().minorUnits() + draft.overage().minorUnits());
        assertThat(amount(draft, Kind.CORRECTION)).isEqualTo(draft.correction().minorUnits());
        assertThat(amount(draft, Kind.USAGE) + amount(draft, Kind.CORRECTION))
                .isEqualTo(draft.total().minorUnits());
        assertThat(count(draft, Kind.USAGE)).isEqualTo(draft.receptionCount()).isEqualTo(sum(used));
        assertThat(count(draft, Kind.CORRECTION))
                .isEqualTo(draft.correctedCount())
                .isEqualTo(sum(late));
        assertThat(draft.lines()).allMatch(line -> line.amountMinorUnits() >= 0);
    }

    /** Billing late never costs the family more or less than if everything had come in time. */
    @Property
    void in_two_steps_a_period_costs_what_it_costs_in_one(
            @ForAll("pricings") PricingPlan pricing,
            @ForAll("volumes") List<Volume> used,
            @ForAll("volumes") List<Volume> late) {
        LateUsage rest = new LateUsage(BillingPeriod.parse("2028-02"), pricing, sum(used), family(late));

        assertThat(pricing.cost(sum(used)).minorUnits() + rest.correction().minorUnits())
                .isEqualTo(pricing.cost(sum(used) + sum(late)).minorUnits());
    }

    private static FamilyUsage family(List<Volume> volumes) {
        List<AccountVolume> children = new ArrayList<>();
        for (int i = 1; i < volumes.size(); i++) {
            children.add(new AccountVolume(
                    new UUID(0, i), "", volumes.get(i).removed(), volumes.get(i).count()));
        }
        return new FamilyUsage(
                new AccountVolume(new UUID(1, 0), "", false, volumes.getFirst().count()), children);
    }

    private static long sum(List<Volume> volumes) {
        return volumes.stream().mapToLong(Volume::count).sum();
    }

    private static long amount(InvoiceDraft draft, Kind kind) {
        return draft.lines().stream()
                .filter(line -> line.kind() == kind)
                .mapToLong(InvoiceLine::amountMinorUnits)
                .sum();
    }

    private static long count(InvoiceDraft draft, Kind kind) {
        return draft.lines().stream()
                .filter(line -> line.kind() == kind)
                .mapToLong(InvoiceLine::receptionCount)
                .sum();
    }
}
