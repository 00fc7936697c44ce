package org.subaccounts.account.member;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.eventsourcing.annotation.EventTag;
import org.axonframework.messaging.eventhandling.annotation.Event;

/**
 * What happens to the membership of a user on an account, parent or child. Stored events: private to the service, never
 * renamed. {@code membership} is a {@link MembershipId}: adding one user twice at once is a conflict in the store.
 */
public sealed interface MemberEvent {
    UUID accountId();

    UUID userId();

    Instant occurredAt();

    @Event(namespace = "account", name = "MemberAdded", version = "1")
    record MemberAdded(
            @EventTag(key = "member") String membership,
            UUID accountId,
            UUID userId,
            String email,
            String name,
            String role,
            Instant occurredAt)
            implements MemberEvent {}

    @Event(namespace = "account", name = "MemberRemoved", version = "1")
    record MemberRemoved(@EventTag(key = "member") String membership, UUID accountId, UUID userId, Instant occurredAt)
            implements MemberEvent {}
}
