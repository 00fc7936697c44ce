package org.subaccounts.key.apikey;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.axonframework.eventsourcing.annotation.EventTag;
import org.axonframework.messaging.eventhandling.annotation.Event;
import org.jspecify.annotations.Nullable;

/** What happens to an API key. Stored events: private to the service, never renamed; the secret is in none. */
public sealed interface ApiKeyEvent {
    UUID keyId();

    UUID accountId();

    /** A scope of a key has an id of its own in the API. {@code domainId}: of the domain that the scope is bound to. */
    record GrantedScope(UUID id, String scope, @Nullable UUID domainId, Instant createdAt) {}

    /** {@code secretHash}: SHA-256 of the secret, hexadecimal. Version 1 knew neither domain nor time of a scope. */
    @Event(namespace = "key", name = "ApiKeyIssued", version = "2")
    record ApiKeyIssued(
            @EventTag(key = "apikey") UUID keyId,
            UUID accountId,
            String label,
            String publicKey,
            String secretHash,
            List<GrantedScope> scopes,
            List<String> ipAllowList,
            Instant occurredAt)
            implements ApiKeyEvent {}

    /** The key as it is from now on. {@code reason}: why, where nobody asked for it. */
    @Event(namespace = "key", name = "ApiKeyUpdated", version = "1")
    record ApiKeyUpdated(
            @EventTag(key = "apikey") UUID keyId,
            UUID accountId,
            String label,
            List<GrantedScope> scopes,
            List<String> ipAllowList,
            @Nullable String reason,
            Instant occurredAt)
            implements ApiKeyEvent {}

    @Event(namespace = "key", name = "ApiKeyRevoked", version = "1")
    record ApiKeyRevoked(@EventTag(key = "apikey") UUID keyId, UUID accountId, Instant occurredAt)
            implements ApiKeyEvent {}
}
