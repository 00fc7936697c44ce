package org.subaccounts.billing.usage.project;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.platform.messaging.ReceivedEvent;

/** What a batch of events adds to whose usage: recipients of messages that are no sandbox ones, by their own time. Pure. */
final class UsageReduction {
    private UsageReduction() {}

    static SortedMap<UsageKey, Long> volumes(List<ReceivedEvent> events) {
        SortedMap<UsageKey, Long> volumes = new TreeMap<>();
        for (ReceivedEvent received : events) {
            if (received.event() instanceof MessageSent sent && !sent.sandbox()) {
                volumes.merge(
                        new UsageKey(BillingPeriod.of(sent.occurredAt()), sent.accountId()),
                        (long) sent.recipientCount(),
                        Long::sum);
            }
        }
        return volumes;
    }
}
