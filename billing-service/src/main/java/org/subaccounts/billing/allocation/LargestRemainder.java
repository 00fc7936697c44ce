package org.subaccounts.billing.allocation;

import java.math.BigInteger;
import java.util.ArrayList;
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

    /**
     * Parts in the order of the weights; of equal remainders that goes first which {@code ties} puts first, told by the place
     * among the weights. Fails without weights, for negative numbers, and when all weights are 0: then there is no proportion.
     */
    public static List<Long> divide(long total, List<Long> weights, Comparator<Integer> ties) {
        BigInteger sum = sum(total, weights);
        long[] parts = new long[weights.size()];
        if (sum.bitLength() < Long.SIZE) {
            divide(total, weights, sum.longValueExact(), ties, parts);
        } else {
            divide(total, weights, sum, ties, parts);
        }
        return Arrays.stream(parts).boxed().toList();
    }

    /** In 64 bits wherever the products fit. */
    private static void divide(long total, List<Long> weights, long sum, Comparator<Integer> ties, long[] parts) {
        long[] remainders = new long[parts.length];
        long left = total;
        for (int i = 0; i < parts.length; i++) {
            long weight = weights.get(i);
            long product = total * weight;
            if (Math.multiplyHigh(total, weight) == 0 && product >= 0) {
                parts[i] = product / sum;
                remainders[i] = product % sum;
            } else {
                BigInteger[] quota = quota(total, weight, BigInteger.valueOf(sum));
                parts[i] = quota[0].longValueExact();
                remainders[i] = quota[1].longValueExact();
            }
            left -= parts[i];
        }
        if (left > 0) {
            giveRest(Math.toIntExact(left), remainders, ties, parts);
        }
    }

    /** One each to all above the smallest remainder that still gets one; of those equal to it, to the first. */
    private static void giveRest(int left, long[] remainders, Comparator<Integer> ties, long[] parts) {
        long[] sorted = remainders.clone();
        Arrays.sort(sorted);
        long smallest = sorted[sorted.length - left];
        int ofTheSmallest = left;
        List<Integer> equal = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            if (remainders[i] > smallest) {
                parts[i]++;
                ofTheSmallest--;
            } else if (remainders[i] == smallest) {
                equal.add(i);
            }
        }
        if (ofTheSmallest < equal.size()) {
            equal.sort(ties);
        }
        equal.subList(0, ofTheSmallest).forEach(i -> parts[i]++);
    }

    /** The same for weights whose sum is beyond 64 bits. */
    private static void divide(long total, List<Long> weights, BigInteger sum, Comparator<Integer> ties, long[] parts) {
        BigInteger[] remainders = new BigInteger[parts.length];
        for (int i = 0; i < parts.length; i++) {
            BigInteger[] quota = quota(total, weights.get(i), sum);
            parts[i] = quota[0].longValueExact();
            remainders[i] = quota[1];
        }
        IntStream.range(0, parts.length)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> remainders[i])
                        .reversed()
                        .thenComparing(ties))
                .limit(total - Arrays.stream(parts).sum())
                .forEach(i -> parts[i]++);
    }

    private static BigInteger[] quota(long total, long weight, BigInteger sum) {
        return BigInteger.valueOf(total).multiply(BigInteger.valueOf(weight)).divideAndRemainder(sum);
    }

    private static BigInteger sum(long total, List<Long> weights) {
        BigInteger sum = BigInteger.ZERO;
        long low = 0;
        for (long weight : weights) {
            if (weight < 0) {
                throw new IllegalArgumentException("negative numbers cannot be divided in proportion");
            }
            low += weight;
            if (low < 0) { // the 64 bits are full: both were below 2^63, so the carry is not lost
                sum = sum.add(BigInteger.valueOf(low - weight));
                low = weight;
            }
        }
        sum = sum.add(BigInteger.valueOf(low));
        if (total < 0) {
            throw new IllegalArgumentException("negative numbers cannot be divided in proportion");
        }
        if (sum.signum() == 0) {
            throw new IllegalArgumentException("without any weight there is no proportion");
        }
        return sum;
    }
}
