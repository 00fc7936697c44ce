package org.subaccounts.key.apikey;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.key.apikey.ApiKeyEvent.GrantedScope;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;

/** Rules for the scopes of a key. */
public final class GrantedScopes {
    private static final int MAX_SCOPES = 1_000;

    private GrantedScopes() {}

    /** A scope that was asked for, as it will be kept; {@code domain}: the one it is for, null if for none or for all. */
    public record Asked(String scope, @Nullable String domain) {}

    /**
     * Refuses scopes that do not exist, are given twice or that the account cannot have.
     *
     * @param child whether the key belongs to a sub account, which never manages sub accounts
     * @return what is asked for, domains normalized, in the order of the request
     */
    public static List<Asked> check(@Nullable List<@Nullable String> asked, boolean child) {
        if (asked == null || asked.isEmpty()) {
            throw new ApiKeyRefusal.InvalidScope("scopes is required and must not be empty");
        }
        if (asked.size() > MAX_SCOPES) {
            throw new ApiKeyRefusal.InvalidScope("at most " + MAX_SCOPES + " scopes can be given");
        }
        Map<String, Asked> checked = new LinkedHashMap<>();
        for (String scope : asked) {
            Asked one = check(scope);
            if (child && Scopes.onlyForParents(one.scope())) {
                throw new ApiKeyRefusal.InvalidScope("a key of a sub account cannot hold the scope " + one.scope());
            }
            if (checked.putIfAbsent(one.scope(), one) != null) {
                throw new ApiKeyRefusal.InvalidScope("duplicate scope: " + Echo.of(one.scope()));
            }
        }
        return List.copyOf(checked.values());
    }

    private static Asked check(@Nullable String scope) {
        if (scope == null || !Scopes.exists(scope)) {
            throw new ApiKeyRefusal.InvalidScope("unknown scope: " + Echo.of(scope));
        }
        return Scopes.parts(scope)
                .map(part -> {
                    String domain = domain(scope, part.domain());
                    return new Asked(Scopes.forDomain(part.action(), domain), domain);
                })
                .orElseGet(() -> new Asked(scope, null));
    }

    private static String domain(String scope, String domain) {
        try {
            return Inputs.domain("the domain of the scope " + Echo.of(scope), domain);
        } catch (Refusal e) {
            throw new ApiKeyRefusal.InvalidScope(e.getMessage());
        }
    }

    /**
     * Leaves out what is for one domain where the same action is asked for all. The wildcard makes nothing redundant: who
     * takes it away later finds the rest as it was given.
     */
    public static List<Asked> withoutRedundant(List<Asked> asked) {
        Set<String> scopes = new HashSet<>();
        asked.forEach(one -> scopes.add(one.scope()));
        return asked.stream()
                .filter(one -> Scopes.parts(one.scope())
                        .map(part -> !scopes.contains(Scopes.forAllDomains(part.action())))
                        .orElse(true))
                .toList();
    }

    /** Nobody grants what he does not hold. */
    public static void requireHeldBy(Set<String> grantor, Collection<GrantedScope> granted) {
        for (GrantedScope scope : granted) {
            if (!Scopes.grants(grantor, scope.scope())) {
                throw new ApiKeyRefusal.BeyondOwnScopes(scope.scope());
            }
        }
    }

    /** The scopes asked for, where the key has one already that one: its id and time stay. */
    public static List<GrantedScope> keeping(List<GrantedScope> present, List<GrantedScope> asked) {
        Map<List<@Nullable Object>, GrantedScope> known = new LinkedHashMap<>();
        present.forEach(scope -> known.put(identity(scope), scope));
        return asked.stream()
                .map(scope -> known.getOrDefault(identity(scope), scope))
                .toList();
    }

    /** A domain that was removed and added again is another one. */
    private static List<@Nullable Object> identity(GrantedScope scope) {
        UUID domain = scope.domainId();
        return domain == null ? List.of(scope.scope()) : List.of(scope.scope(), domain);
    }
}
