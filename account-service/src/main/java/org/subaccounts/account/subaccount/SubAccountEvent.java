package org.subaccounts.account.subaccount;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.eventsourcing.annotation.EventTag;
import org.axonframework.messaging.eventhandling.annotation.Event;

/** What happens to a sub account. Stored events: private to the service, never renamed. */
public sealed interface SubAccountEvent {
    UUID subAccountId();

    @Event(namespace = "account", name = "SubAccountCreated", version = "1")
    record SubAccountCreated(
            @EventTag(key = "subaccount") UUID subAccountId,
            UUID parentAccountId,
            String name,
            String website,
            long monthlyCredit,
            Instant occurredAt)
            implements SubAccountEvent {}

    /** Carries all settings as they are from now on. */
    @Event(namespace = "account", name = "SubAccountUpdated", version = "1")
    record SubAccountUpdated(
            @EventTag(key = "subaccount") UUID subAccountId,
            UUID parentAccountId,
            String name,
            String website,
            long monthlyCredit,
            Instant occurredAt)
            implements SubAccountEvent {}

    @Event(namespace = "account", name = "SubAccountSuspended", version = "1")
    record SubAccountSuspended(
            @EventTag(key = "subaccount") UUID subAccountId, UUID parentAccountId, String reason, Instant occurredAt)
            implements SubAccountEvent {}

    @Event(namespace = "account", name = "SubAccountUnsuspended", version = "1")
    record SubAccountUnsuspended(
            @EventTag(key = "subaccount") UUID subAccountId, UUID parentAccountId, Instant occurredAt)
            implements SubAccountEvent {}

    @Event(namespace = "account", name = "SubAccountDeleted", version = "1")
    record SubAccountDeleted(@EventTag(key = "subaccount") UUID subAccountId, UUID parentAccountId, Instant occurredAt)
            implements SubAccountEvent {}
}
