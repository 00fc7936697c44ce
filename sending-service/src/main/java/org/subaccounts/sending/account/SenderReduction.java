package org.subaccounts.sending.account;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.AccountClosed;
import org.subaccounts.contracts.AccountReinstated;
import org.subaccounts.contracts.AccountSuspended;
import org.subaccounts.contracts.AccountUpdated;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.SubAccountCreated;
import org.subaccounts.contracts.SubAccountDeleted;
import org.subaccounts.contracts.SubAccountSuspended;
import org.subaccounts.contracts.SubAccountUnsuspended;
import org.subaccounts.platform.messaging.ReceivedEvent;

/** What a batch of events says about who may send, and how: one change per account, in the order of their ids. Pure. */
final class SenderReduction {
    private SenderReduction() {}

    static Collection<SenderChange> changes(List<ReceivedEvent> events) {
        SortedMap<UUID, SenderChange> changes = new TreeMap<>();
        for (ReceivedEvent received : events) {
            change(received.event()).ifPresent(change -> changes.merge(change.accountId(), change, SenderChange::then));
        }
        return changes.values();
    }

    private static Optional<SenderChange> change(ContractEvent event) {
        return switch (event) {
            case AccountSuspended e -> change(e.accountId(), null, true, false);
            case AccountReinstated e -> change(e.accountId(), null, false, false);
            case AccountClosed e -> change(e.accountId(), null, null, true);
            case SubAccountCreated e -> change(e.accountId(), e.parentAccountId(), null, false);
            case SubAccountSuspended e -> change(e.accountId(), e.parentAccountId(), true, false);
            case SubAccountUnsuspended e -> change(e.accountId(), e.parentAccountId(), false, false);
            case SubAccountDeleted e -> change(e.accountId(), e.parentAccountId(), null, true);
            case AccountUpdated e ->
                Optional.of(new SenderChange(e.accountId(), e.parentAccountId(), null, false, settings(e)));
            default -> Optional.empty(); // says nothing about who may send, and how
        };
    }

    private static SenderChange.Settings settings(AccountUpdated updated) {
        return new SenderChange.Settings(
                updated.trackOpens(),
                updated.trackClicks(),
                updated.messageDataRetentionDays(),
                updated.messageMetadataRetentionDays());
    }

    private static Optional<SenderChange> change(
            UUID account, @Nullable UUID parent, @Nullable Boolean suspended, boolean deleted) {
        return Optional.of(new SenderChange(account, parent, suspended, deleted, null));
    }
}
