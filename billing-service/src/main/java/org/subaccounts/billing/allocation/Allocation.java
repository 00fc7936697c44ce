package org.subaccounts.billing.allocation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.usage.AccountVolume;
import org.subaccounts.billing.usage.FamilyUsage;

/**
 * A cost divided by volume over the parent, each child that is there, and all removed children together; the parts sum to the
 * total exactly. Of equal remainders the lower account id goes first, the removed ones last. Without any volume everything
 * falls to the parent. {@code active}: of the children that are there, in the family's order. Pure.
 */
public record Allocation(Money parent, List<Money> active, Money removed) {
    public Allocation {
        active = List.copyOf(active);
    }

    public static Allocation of(Money total, FamilyUsage family) {
        List<AccountVolume> children = family.active();
        if (family.total() == 0) {
            Money nothing = total.of(0);
            return new Allocation(total, Collections.nCopies(children.size(), nothing), nothing);
        }
        List<Long> weights = new ArrayList<>(children.size() + 2);
        children.forEach(child -> weights.add(child.receptionCount()));
        weights.add(family.parent().receptionCount());
        weights.add(family.removed());
        List<Money> parts =
                LargestRemainder.divide(total.minorUnits(), weights, byId(children, family.parent())).stream()
                        .map(total::of)
                        .toList();
        return new Allocation(
                parts.get(children.size()), parts.subList(0, children.size()), parts.get(children.size() + 1));
    }

    /** The order of the ids' text, without making it: unsigned, unlike that of {@link UUID#compareTo}. */
    private static Comparator<Integer> byId(List<AccountVolume> children, AccountVolume parent) {
        int removed = children.size() + 1;
        IntFunction<UUID> id = place -> (place < children.size() ? children.get(place) : parent).accountId();
        return (one, other) -> {
            if (one == removed || other == removed) {
                return Integer.compare(one, other);
            }
            UUID first = id.apply(one);
            UUID second = id.apply(other);
            int high = Long.compareUnsigned(first.getMostSignificantBits(), second.getMostSignificantBits());
            return high != 0
                    ? high
                    : Long.compareUnsigned(first.getLeastSignificantBits(), second.getLeastSignificantBits());
        };
    }
}
