package org.subaccounts.key.apikey;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.axonframework.eventsourcing.annotation.EventTag;
import org.axonframework.messaging.eventhandling.annotation.Event;

/** What happens to an API key. Stored events: private to the service, never renamed; the secret is in none. */
public sealed interface ApiKeyEvent {
    /** A scope of a key has an id of its own in the API. */
    record GrantedScope(UUID id, String scope) {}

    /** {@code secretHash}: SHA-256 of the secret, hexadecimal. */
    @Event(namespace = "key", name = "ApiKeyIssued", version = "1")
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

    @Event(namespace = "key", name = "ApiKeyRevoked", version = "1")
    record ApiKeyRevoked(@EventTag(key = "apikey") UUID keyId, UUID accountId, Instant occurredAt)
            implements ApiKeyEvent {}
}
