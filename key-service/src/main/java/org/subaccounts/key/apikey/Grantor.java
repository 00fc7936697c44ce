package org.subaccounts.key.apikey;

import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.security.Caller;

/**
 * Who gives scopes to a key, as far as it matters for that.
 *
 * @param keyId null for an operator
 * @param address from where the request came
 */
public record Grantor(
        @Nullable UUID keyId, Set<String> scopes, @Nullable String address) {

    /** Ask on the request's own thread. */
    public static Grantor ofOwnAccount(Caller caller) {
        return new Grantor(caller.keyId(), caller.scopes(), caller.ip());
    }

    /** A parent's scopes for single domains are for the parent's domains, so they say nothing about a child's. */
    public static Grantor ofChild(Caller caller) {
        return new Grantor(
                caller.keyId(),
                caller.scopes().stream()
                        .filter(scope -> Scopes.parts(scope).isEmpty())
                        .collect(Collectors.toUnmodifiableSet()),
                caller.ip());
    }

    public static Grantor operator() {
        return new Grantor(null, Set.of(Scopes.WILDCARD), null);
    }
}
