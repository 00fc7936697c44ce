package org.subaccounts.platform.security;

import jakarta.enterprise.context.RequestScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.http.CurrentClaim;

/** Who sent the current request, after authorization. Ask on the request's own thread, before going asynchronous. */
@RequestScoped
public class Caller {
    private @Nullable Credential credential;
    private @Nullable String operator;
    private @Nullable String ip;
    private String requestId = "";
    private final CurrentClaim claim;

    public Caller(CurrentClaim claim) {
        this.claim = claim;
    }

    void credential(Credential authenticated) {
        this.credential = authenticated;
    }

    void operator(String subject) {
        this.operator = subject;
    }

    void request(String id, @Nullable String address) {
        this.requestId = id;
        this.ip = address;
    }

    private Credential credential() {
        if (credential == null) {
            throw new IllegalStateException("the caller acts for no account");
        }
        return credential;
    }

    /** False: an operator calls, or nobody was asked who he is. */
    public boolean hasAccount() {
        return credential != null;
    }

    public UUID accountId() {
        return credential().accountId();
    }

    /** The parent of the caller's account; null for a parent. */
    public @Nullable UUID parentAccountId() {
        return credential().parentAccountId();
    }

    /** Whether the caller's account, or its parent, has the Platform Partner feature. */
    public boolean isPartner() {
        return credential().partner();
    }

    /** The API key that calls; null when a member calls. */
    public @Nullable UUID keyId() {
        return credential().keyId();
    }

    /** The member who calls; null when an API key calls. */
    public @Nullable UUID userId() {
        return credential().userId();
    }

    /**
     * The accepted recipients that the caller's account may have per billing period; 0: no cap. As account-service said less
     * than a second ago, whatever Kafka does.
     */
    public long monthlyCredit() {
        return credential().monthlyCredit();
    }

    public Set<String> scopes() {
        return credential().scopes();
    }

    public boolean mayUse(String scope) {
        return Scopes.grants(scopes(), scope);
    }

    /** Whether the action, such as {@code messages:send}, is granted for all domains or this one. */
    public boolean mayUseForDomain(String action, String domain) {
        return Scopes.grantsForDomain(scopes(), action, domain);
    }

    /** The domains for which the action is granted; empty: all. */
    public Optional<Set<String>> domainsOf(String action) {
        return Scopes.domainsOf(scopes(), action);
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
        metadata.put("actor", credential != null ? credential.actor() : "operator:" + operator);
        metadata.put("request_id", requestId);
        if (ip != null) {
            metadata.put("ip", ip);
        }
        metadata.putAll(claim.metadata());
        return metadata;
    }
}
