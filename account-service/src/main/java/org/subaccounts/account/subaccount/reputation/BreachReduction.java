package org.subaccounts.account.subaccount.reputation;

import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.subaccounts.contracts.BounceRateExceeded;
import org.subaccounts.contracts.ContractEvent;

/** The latest breach of each account in a batch of events, whatever their order, by account id. */
final class BreachReduction {
    private BreachReduction() {}

    static Collection<BounceRateBreach> latest(List<? extends ContractEvent> events) {
        SortedMap<UUID, BounceRateBreach> latest = new TreeMap<>();
        for (ContractEvent event : events) {
            if (event instanceof BounceRateExceeded exceeded) {
                latest.merge(exceeded.accountId(), breach(exceeded), BreachReduction::later);
            }
        }
        return latest.values();
    }

    private static BounceRateBreach breach(BounceRateExceeded event) {
        return new BounceRateBreach(
                event.accountId(), event.sentCount(), event.bouncedCount(), event.limitPercent(), event.occurredAt());
    }

    private static BounceRateBreach later(BounceRateBreach one, BounceRateBreach other) {
        return other.occurredAt().isAfter(one.occurredAt()) ? other : one;
    }
}
