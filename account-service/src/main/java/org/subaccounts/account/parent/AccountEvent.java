package org.subaccounts.account.parent;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.eventsourcing.annotation.EventTag;
import org.axonframework.messaging.eventhandling.annotation.Event;

/** What happens to a parent account. Stored events: private to the service, never renamed. */
public sealed interface AccountEvent {
    @Event(namespace = "account", name = "AccountOpened", version = "1")
    record AccountOpened(
            @EventTag(key = "account") UUID accountId, String name, String website, boolean partner, Instant occurredAt)
            implements AccountEvent {}
}
