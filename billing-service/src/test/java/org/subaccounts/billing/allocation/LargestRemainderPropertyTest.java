package org.subaccounts.billing.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class LargestRemainderPropertyTest {
    @Property
    void parts_sum_to_the_total_and_each_is_its_quota_rounded_down_or_up(
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long total,
            @ForAll @Size(min = 1, max = 60) List<@LongRange(min = 0, max = Long.MAX_VALUE) Long> weights) {
        BigInteger sum = weights.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        if (sum.signum() == 0) {
            return;
        }
        List<Long> parts = LargestRemainder.divide(total, weights, Comparator.naturalOrder());

        assertThat(parts.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add))
                .isEqualTo(BigInteger.valueOf(total));
        for (int i = 0; i < parts.size(); i++) {
            BigInteger exact = BigInteger.valueOf(total).multiply(BigInteger.valueOf(weights.get(i)));
            BigInteger floor = exact.divide(sum);
            BigInteger ceiling = exact.add(sum).subtract(BigInteger.ONE).divide(sum);
            assertThat(BigInteger.valueOf(parts.get(i))).isBetween(floor, ceiling);
        }
    }

    @Property
    void a_larger_weight_never_gets_less(
            @ForAll @LongRange(min = 0, max = 1_000_000) long total,
            @ForAll @Size(min = 2, max = 30) List<@LongRange(min = 1, max = 1_000) Long> weights) {
        List<Long> parts = LargestRemainder.divide(total, weights, Comparator.naturalOrder());
        for (int i = 0; i < parts.size(); i++) {
            for (int j = 0; j < parts.size(); j++) {
                if (weights.get(i) > weights.get(j)) {
                    assertThat(parts.get(i)).isGreaterThanOrEqualTo(parts.get(j));
                }
            }
        }
    }
}
