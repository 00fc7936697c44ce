package org.subaccounts.platform.security;

import jakarta.enterprise.context.RequestScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.http.CurrentClaim;

/** Who sent the current request, after authorization. Ask on the request's own thread, before going asynchronous. */
@RequestScoped
public class Caller {
    private @Nullable KeyVerdict key;
    private @Nullable String operator;
    private @Nullable String ip;
    private String requestId = "";
    private final CurrentClaim claim;

    public Caller(CurrentClaim claim) {
        this.claim = claim;
    }

    void key(KeyVerdict verdict) {
        this.key = verdict;
    }

    void operator(String subject) {
        this.operator = subject;
    }

    void request(String id, @Nullable String address) {
        this.requestId = id;
        this.ip = address;
    }

    private KeyVerdict key() {
        if (key == null) {
            throw new IllegalStateException("the caller has no API key");
        }
        return key;
    }

    public UUID accountId() {
        UUID id = key().accountId();
        if (id == null) {
            throw new IllegalStateException("a key without an account");
        }
        return id;
    }

    public UUID keyId() {
        UUID id = key().keyId();
        if (id == null) {
            throw new IllegalStateException("a key without an id");
        }
        return id;
    }

    public Set<String> scopes() {
        return key().scopes();
    }

    public boolean mayUse(String scope) {
        return Scopes.grants(scopes(), scope);
    }

    /** Whether the action, such as {@code messages:send}, is granted for all domains or this one. */
    public boolean mayUseForDomain(String action, String domain) {
        return Scopes.grantsForDomain(scopes(), action, domain);
    }

    public @Nullable String ip() {
        return ip;
    }

    public String requestId() {
        return requestId;
    }

    /** Who, from where, in which request: kept with every event. Leads commands to their idempotency record too. */
    public Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("actor", key != null ? "key:" + key.keyId() : "operator:" + operator);
        metadata.put("request_id", requestId);
        if (ip != null) {
            metadata.put("ip", ip);
        }
        metadata.putAll(claim.metadata());
        return metadata;
    }
}
