package org.subaccounts.billing.usage.report;

import java.util.List;

/** Volumes of a parent and of every child that is there or was deleted with usage in the period, newest child first. */
record FamilyUsage(AccountVolume parent, List<AccountVolume> children) {
    long total() {
        return children.stream()
                .mapToLong(AccountVolume::receptionCount)
                .reduce(parent.receptionCount(), Math::addExact);
    }

    List<AccountVolume> active() {
        return children.stream().filter(child -> !child.removed()).toList();
    }

    long removed() {
        return children.stream()
                .filter(AccountVolume::removed)
                .mapToLong(AccountVolume::receptionCount)
                .sum();
    }
}
