package org.subaccounts.billing.usage;

import java.util.List;

/** Volumes of a parent and of every child that is there or was deleted with usage in the period, newest child first. */
public record FamilyUsage(AccountVolume parent, List<AccountVolume> children) {
    public long total() {
        return children.stream()
                .mapToLong(AccountVolume::receptionCount)
                .reduce(parent.receptionCount(), Math::addExact);
    }

    public List<AccountVolume> active() {
        return children.stream().filter(child -> !child.removed()).toList();
    }

    public long removed() {
        return children.stream()
                .filter(AccountVolume::removed)
                .mapToLong(AccountVolume::receptionCount)
                .sum();
    }
}
