package org.subaccounts.key.apikey;

import java.util.UUID;
import org.axonframework.eventsourcing.annotation.EventSourcedEntity;
import org.axonframework.eventsourcing.annotation.EventSourcingHandler;
import org.axonframework.eventsourcing.annotation.reflection.EntityCreator;
import org.jspecify.annotations.Nullable;
import org.subaccounts.key.apikey.ApiKeyEvent.ApiKeyIssued;
import org.subaccounts.key.apikey.ApiKeyEvent.ApiKeyRevoked;

/** An API key as its events make it. */
@EventSourcedEntity(tagKey = "apikey")
public class ApiKey {
    private @Nullable UUID accountId;
    private boolean revoked;

    @EntityCreator
    public ApiKey() {}

    /** Not there, revoked and somebody else's look the same. */
    public void requireUsableBy(UUID account) {
        if (revoked || !account.equals(accountId)) {
            throw new ApiKeyRefusal.NotFound();
        }
    }

    @EventSourcingHandler
    void on(ApiKeyIssued event) {
        accountId = event.accountId();
    }

    @EventSourcingHandler
    void on(ApiKeyRevoked event) {
        revoked = true;
    }
}
