package org.subaccounts.billing.allocation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.usage.AccountVolume;
import org.subaccounts.billing.usage.FamilyUsage;

/**
 * A cost divided by volume over the parent, each child that is there, and all removed children together; the parts sum to the
 * total exactly. Of equal remainders the lower account id goes first, the removed ones last. Without any volume everything
 * falls to the parent. {@code minorUnits}: by account, without the removed ones. Pure.
 */
public record Allocation(Money total, Map<UUID, Long> minorUnits, Money removed) {
    /** The order of their text, without making it: unsigned, unlike that of {@link UUID#compareTo}. */
    private static final Comparator<AccountVolume> BY_ID = (one, other) -> {
        int high = Long.compareUnsigned(
                one.accountId().getMostSignificantBits(), other.accountId().getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(
                        one.accountId().getLeastSignificantBits(),
                        other.accountId().getLeastSignificantBits());
    };

    public Allocation {
        minorUnits = Collections.unmodifiableMap(minorUnits);
    }

    public static Allocation of(Money total, FamilyUsage family) {
        if (family.total() == 0) {
            return new Allocation(total, Map.of(family.parent().accountId(), total.minorUnits()), total.of(0));
        }
        List<AccountVolume> named = new ArrayList<>(family.active());
        named.add(family.parent());
        named.sort(BY_ID);
        List<Long> weights = new ArrayList<>(named.size() + 1);
        named.forEach(volume -> weights.add(volume.receptionCount()));
        weights.add(family.removed());
        List<Long> parts = LargestRemainder.divide(total.minorUnits(), weights);
        Map<UUID, Long> minorUnits = HashMap.newHashMap(named.size());
        for (int i = 0; i < named.size(); i++) {
            minorUnits.put(named.get(i).accountId(), parts.get(i));
        }
        return new Allocation(total, minorUnits, total.of(parts.getLast()));
    }

    /** Of the parent or of a child that is there. */
    public Money of(UUID accountId) {
        return total.of(minorUnits.getOrDefault(accountId, 0L));
    }
}
