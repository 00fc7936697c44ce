package org.subaccounts.billing.period.close;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Billing once more, in memory and as simple as it can be: message by message, with numbers of any size. */
final class BillingReference {
    private static final Map<String, Integer> DECIMALS = Map.of("usd", 2, "jpy", 0, "kwd", 3);

    private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    static final class Account {
        final UUID id;
        final String name;
        final Instant created;

        @Nullable Instant deleted;

        final TreeMap<YearMonth, Long> used = new TreeMap<>();
        final TreeMap<YearMonth, Long> billed = new TreeMap<>();

        Account(UUID id, String name, Instant created) {
            this.id = id;
            this.name = name;
            this.created = created;
        }

        boolean removedBefore(Instant time) {
            return deleted != null && deleted.isBefore(time);
        }

        long used(YearMonth month) {
            return used.getOrDefault(month, 0L);
        }

        long late(YearMonth month) {
            return used(month) - billed.getOrDefault(month, 0L);
        }
    }

    static final class Family {
        final Account parent;
        final List<Account> children = new ArrayList<>();
        final TreeMap<YearMonth, Terms> closedWith = new TreeMap<>();
        final List<String> invoices = new ArrayList<>();

        Family(Account parent) {
            this.parent = parent;
        }

        List<Account> all() {
            List<Account> all = new ArrayList<>(children);
            all.add(parent);
            return all;
        }

        YearMonth next() {
            return closedWith.isEmpty()
                    ? month(parent.created)
                    : closedWith.lastKey().plusMonths(1);
        }
    }

    private record Share(String key, long volume) {}

    static YearMonth month(Instant time) {
        return YearMonth.from(time.atOffset(ZoneOffset.UTC));
    }

    /** Closes every period before {@code open}, oldest first. */
    static void close(Family family, YearMonth open, Function<YearMonth, Terms> plan) {
        for (YearMonth next = family.next(); next.isBefore(open); next = family.next()) {
            Instant deleted = family.parent.deleted;
            boolean afterClosing = deleted != null && next.isAfter(month(deleted));
            if (afterClosing && !usedSomethingUnbilled(family, open)) {
                return;
            }
            close(family, next, afterClosing ? plan.apply(next).with(0) : plan.apply(next));
        }
    }

    private static boolean usedSomethingUnbilled(Family family, YearMonth open) {
        return family.all().stream().anyMatch(account -> account.used.headMap(open).keySet().stream()
                .anyMatch(month -> account.late(month) > 0));
    }

    private static void close(Family family, YearMonth month, Terms terms) {
        Instant end = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        List<String> lines = new ArrayList<>();
        Map<Account, Long> now = new HashMap<>();
        family.all().forEach(account -> now.put(account, account.used(month)));
        BigInteger usage = cost(terms, sum(now));
        lines.addAll(lines("usage", month, family, now, usage, end));
        BigInteger corrections = BigInteger.ZERO;
        long corrected = 0;
        for (var earlier : family.closedWith.entrySet()) {
            Map<Account, Long> late = new HashMap<>();
            family.all().forEach(account -> late.put(account, account.late(earlier.getKey())));
            long billed = family.all().stream()
                    .mapToLong(account -> account.billed.getOrDefault(earlier.getKey(), 0L))
                    .sum();
            if (sum(late) > 0) {
                BigInteger cost =
                        cost(earlier.getValue(), billed + sum(late)).subtract(cost(earlier.getValue(), billed));
                lines.addAll(lines("correction", earlier.getKey(), family, late, cost, end));
                corrections = corrections.add(cost);
                corrected += sum(late);
                late.forEach((account, volume) -> account.billed.merge(earlier.getKey(), volume, Long::sum));
            }
        }
        now.forEach((account, volume) -> account.billed.merge(month, volume, Long::sum));
        family.closedWith.put(month, terms);
        BigInteger fee = BigInteger.valueOf(terms.baseFee());
        family.invoices.add(String.format(
                Locale.ROOT,
                "%s %s-%04d %s %s of %d: %d + %d + %d (%d) = %d",
                month,
                number(family.parent.id),
                family.closedWith.size(),
                family.parent.name,
                terms.currency(),
                sum(now),
                fee,
                usage.subtract(fee),
                corrections,
                corrected,
                usage.add(corrections)));
        family.invoices.addAll(lines);
    }

    /** The digits of base 32 that Java writes, which has I, L, O and U where Crockford goes on. */
    private static String number(UUID account) {
        String digits = new BigInteger(account.toString().substring(19).replace("-", ""), 16)
                .clearBit(63)
                .clearBit(62)
                .toString(32);
        StringBuilder number = new StringBuilder("0".repeat(13 - digits.length()));
        digits.chars().forEach(digit -> number.append(CROCKFORD.charAt(Character.digit(digit, 32))));
        return number.toString();
    }

    private static List<String> lines(
            String kind, YearMonth month, Family family, Map<Account, Long> volumes, BigInteger cost, Instant end) {
        List<Account> named = new ArrayList<>(family.children);
        named.removeIf(child -> child.removedBefore(end));
        named.removeIf(child -> !child.created.isBefore(end) && volume(volumes, child) == 0);
        named.sort(Comparator.comparing((Account child) -> child.created).reversed());
        named.addFirst(family.parent);
        long removed = family.children.stream()
                .filter(child -> child.removedBefore(end))
                .mapToLong(child -> volume(volumes, child))
                .sum();
        List<Share> shares = new ArrayList<>();
        named.forEach(account -> shares.add(new Share(account.id.toString(), volume(volumes, account))));
        shares.add(new Share("~", removed)); // after all ids
        Map<String, BigInteger> parts = divide(cost, shares, family.parent.id.toString());
        List<String> lines = new ArrayList<>();
        for (Account account : named) {
            if (kind.equals("usage") || volume(volumes, account) > 0) {
                String bucket = account == family.parent ? "parent" : "sub_account";
                lines.add(kind + " " + month + " " + bucket + " " + account.id + " " + account.name + " "
                        + volume(volumes, account) + " " + parts.get(account.id.toString()));
            }
        }
        if (removed > 0) {
            lines.add(kind + " " + month + " removed_sub_accounts - - " + removed + " " + parts.get("~"));
        }
        return lines;
    }

    /** Largest remainder; without volume everything is the parent's. */
    private static Map<String, BigInteger> divide(BigInteger cost, List<Share> shares, String parent) {
        Map<String, BigInteger> parts = new HashMap<>();
        BigInteger sum =
                BigInteger.valueOf(shares.stream().mapToLong(Share::volume).sum());
        if (sum.signum() == 0) {
            shares.forEach(share -> parts.put(share.key(), BigInteger.ZERO));
            parts.put(parent, cost);
            return parts;
        }
        BigInteger left = cost;
        List<Share> waiting = new ArrayList<>(shares);
        for (Share share : shares) {
            BigInteger whole = cost.multiply(BigInteger.valueOf(share.volume())).divide(sum);
            parts.put(share.key(), whole);
            left = left.subtract(whole);
        }
        waiting.sort(Comparator.comparing((Share share) ->
                        cost.multiply(BigInteger.valueOf(share.volume())).mod(sum))
                .reversed()
                .thenComparing(Share::key));
        for (int i = 0; i < left.intValueExact(); i++) {
            parts.merge(waiting.get(i).key(), BigInteger.ONE, BigInteger::add);
        }
        return parts;
    }

    /** In minor units. */
    private static BigInteger cost(Terms terms, long volume) {
        int decimals = Objects.requireNonNull(DECIMALS.get(terms.currency()));
        BigDecimal cost = BigDecimal.valueOf(terms.baseFee(), decimals);
        for (long message = terms.included() + 1; message <= volume; message++) {
            cost = cost.add(price(terms, message - terms.included()));
        }
        return cost.setScale(decimals, RoundingMode.HALF_UP).unscaledValue();
    }

    private static BigDecimal price(Terms terms, long messageBeyond) {
        for (String[] tier : terms.tiers()) {
            if (tier[0].isEmpty() || messageBeyond <= Long.parseLong(tier[0])) {
                return new BigDecimal(tier[1]).divide(BigDecimal.valueOf(1_000));
            }
        }
        return BigDecimal.ZERO;
    }

    private static long sum(Map<Account, Long> volumes) {
        return volumes.values().stream().mapToLong(Long::longValue).sum();
    }

    private static long volume(Map<Account, Long> volumes, Account account) {
        return volumes.getOrDefault(account, 0L);
    }
}
