package org.subaccounts.key.apikey;

import java.util.List;
import java.util.UUID;
import org.axonframework.eventsourcing.annotation.EventSourcedEntity;
import org.axonframework.eventsourcing.annotation.EventSourcingHandler;
import org.axonframework.eventsourcing.annotation.reflection.EntityCreator;
import org.jspecify.annotations.Nullable;
import org.subaccounts.key.apikey.ApiKeyEvent.ApiKeyIssued;
import org.subaccounts.key.apikey.ApiKeyEvent.ApiKeyRevoked;
import org.subaccounts.key.apikey.ApiKeyEvent.ApiKeyUpdated;
import org.subaccounts.key.apikey.ApiKeyEvent.GrantedScope;

/** An API key as its events make it. */
@EventSourcedEntity(tagKey = "apikey")
public class ApiKey {
    private @Nullable UUID accountId;
    private String label = "";
    private List<GrantedScope> scopes = List.of();
    private List<String> ipAllowList = List.of();
    private boolean revoked;

    @EntityCreator
    public ApiKey() {}

    /** Not there, revoked and somebody else's look the same. */
    public boolean usableBy(UUID account) {
        return !revoked && account.equals(accountId);
    }

    /** Fails with {@link ApiKeyRefusal.NotFound} where {@link #usableBy} says no. */
    public void requireUsableBy(UUID account) {
        if (!usableBy(account)) {
            throw new ApiKeyRefusal.NotFound();
        }
    }

    public String label() {
        return label;
    }

    public List<GrantedScope> scopes() {
        return scopes;
    }

    public List<String> ipAllowList() {
        return ipAllowList;
    }

    @EventSourcingHandler
    void on(ApiKeyIssued event) {
        accountId = event.accountId();
        label = event.label();
        scopes = event.scopes();
        ipAllowList = event.ipAllowList();
    }

    @EventSourcingHandler
    void on(ApiKeyUpdated event) {
        label = event.label();
        scopes = event.scopes();
        ipAllowList = event.ipAllowList();
    }

    @EventSourcingHandler
    void on(ApiKeyRevoked event) {
        revoked = true;
    }
}
