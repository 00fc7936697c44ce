package org.subaccounts.billing.account.project;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.subaccounts.contracts.AccountClosed;
import org.subaccounts.contracts.AccountOpened;
import org.subaccounts.contracts.AccountUpdated;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.SubAccountCreated;
import org.subaccounts.contracts.SubAccountDeleted;
import org.subaccounts.contracts.SubAccountUpdated;
import org.subaccounts.platform.messaging.ReceivedEvent;

/** What a batch of events changes in the directory: one change per account, in the order of their ids. Pure. */
final class DirectoryReduction {
    private DirectoryReduction() {}

    static Collection<DirectoryChange> changes(List<ReceivedEvent> events) {
        SortedMap<UUID, DirectoryChange> changes = new TreeMap<>();
        for (ReceivedEvent received : events) {
            change(received.event())
                    .ifPresent(change -> changes.merge(change.accountId(), change, DirectoryChange::then));
        }
        return changes.values();
    }

    private static Optional<DirectoryChange> change(ContractEvent event) {
        return switch (event) {
            case AccountOpened e ->
                Optional.of(new DirectoryChange(e.accountId(), null, e.name(), null, e.plan(), e.occurredAt(), null));
            case AccountUpdated e ->
                Optional.of(new DirectoryChange(e.accountId(), e.parentAccountId(), e.name(), null, null, null, null));
            // its children follow, each by an event of its own
            case AccountClosed e ->
                Optional.of(new DirectoryChange(e.accountId(), null, null, null, null, null, e.occurredAt()));
            case SubAccountCreated e ->
                Optional.of(new DirectoryChange(
                        e.accountId(), e.parentAccountId(), e.name(), e.monthlyCredit(), null, e.occurredAt(), null));
            case SubAccountUpdated e ->
                Optional.of(new DirectoryChange(
                        e.accountId(), e.parentAccountId(), e.name(), e.monthlyCredit(), null, null, null));
            case SubAccountDeleted e ->
                Optional.of(new DirectoryChange(
                        e.accountId(), e.parentAccountId(), null, null, null, null, e.occurredAt()));
            // the directory holds names and families only; whatever else is published says nothing about them
            default -> Optional.empty();
        };
    }
}
