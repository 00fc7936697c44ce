package org.subaccounts.account.activity;

import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.DomainAdded;
import org.subaccounts.contracts.DomainRemoved;
import org.subaccounts.contracts.MessageBounced;
import org.subaccounts.contracts.MessageDeferred;
import org.subaccounts.contracts.MessageDelivered;
import org.subaccounts.contracts.MessageFailed;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.contracts.MessageSuppressed;

/** What a batch of events means for each account, in the order of account ids. */
final class ActivityReduction {
    private ActivityReduction() {}

    static Collection<ActivityChange> changes(List<? extends ContractEvent> events) {
        SortedMap<UUID, ActivityChange> changes = new TreeMap<>();
        for (ContractEvent event : events) {
            switch (event) {
                case DomainAdded ignored -> change(changes, event, known -> known.withDomains(1));
                case DomainRemoved ignored -> change(changes, event, known -> known.withDomains(-1));
                case MessageSent ignored -> mail(changes, event);
                case MessageDelivered ignored -> mail(changes, event);
                case MessageDeferred ignored -> mail(changes, event);
                case MessageBounced ignored -> mail(changes, event);
                case MessageFailed ignored -> mail(changes, event);
                case MessageSuppressed ignored -> mail(changes, event);
                default -> {} // says nothing of domains or mail
            }
        }
        return changes.values();
    }

    private static void mail(SortedMap<UUID, ActivityChange> changes, ContractEvent event) {
        change(changes, event, known -> known.withActivity(event.occurredAt()));
    }

    private static void change(
            SortedMap<UUID, ActivityChange> changes, ContractEvent event, UnaryOperator<ActivityChange> change) {
        UUID account = event.accountId();
        ActivityChange known = changes.getOrDefault(account, new ActivityChange(account, 0, null));
        changes.put(account, change.apply(known));
    }
}
