package org.subaccounts.billing.allocation;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Divides whole units in proportion to weights: everybody gets the whole part of the quota, and the units left over go
 * one each to the largest remainders (Hamilton's method). The parts always sum to the total. Pure.
 */
public final class LargestRemainder {
    private LargestRemainder() {}

    private record Quota(BigInteger whole, BigInteger remainder) {}

    /**
     * Parts in the order of the weights; of equal remainders the earlier goes first. Fails without weights, for negative
     * numbers, and when all weights are 0: then there is no proportion.
     */
    public static List<Long> divide(long total, List<Long> weights) {
        BigInteger sum = sum(total, weights);
        BigInteger units = BigInteger.valueOf(total);
        List<Quota> quotas = weights.stream()
                .map(weight -> units.multiply(BigInteger.valueOf(weight)).divideAndRemainder(sum))
                .map(quota -> new Quota(quota[0], quota[1]))
                .toList();
        long[] parts = quotas.stream()
                .mapToLong(quota -> quota.whole().longValueExact())
                .toArray();
        long left = total
                - IntStream.range(0, parts.length).mapToLong(i -> parts[i]).sum();
        IntStream.range(0, parts.length)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> quotas.get(i).remainder(), Comparator.reverseOrder()))
                .limit(left)
                .forEach(i -> parts[i]++);
        return Arrays.stream(parts).boxed().toList();
    }

    private static BigInteger sum(long total, List<Long> weights) {
        if (total < 0 || weights.stream().anyMatch(weight -> weight < 0)) {
            throw new IllegalArgumentException("negative numbers cannot be divided in proportion");
        }
        BigInteger sum = weights.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        if (sum.signum() == 0) {
            throw new IllegalArgumentException("without any weight there is no proportion");
        }
        return sum;
    }
}
