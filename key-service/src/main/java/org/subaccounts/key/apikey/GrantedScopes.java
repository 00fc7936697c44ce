package org.subaccounts.key.apikey;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Scopes;

/** Rules for the scopes of a new key. */
public final class GrantedScopes {
    private static final String ALL = ":all";
    private static final int MAX_SCOPES = 200;

    private GrantedScopes() {}

    /**
     * Refuses scopes that do not exist, are given twice or that the account cannot have.
     *
     * @param child whether the key belongs to a sub account, which never manages sub accounts
     * @return what is granted, in the order asked for
     */
    public static List<String> check(@Nullable List<@Nullable String> asked, boolean child) {
        if (asked == null || asked.isEmpty()) {
            throw new ApiKeyRefusal.InvalidScope("scopes is required and must not be empty");
        }
        if (asked.size() > MAX_SCOPES) {
            throw new ApiKeyRefusal.InvalidScope("at most " + MAX_SCOPES + " scopes can be given");
        }
        Set<String> granted = new LinkedHashSet<>();
        for (String scope : asked) {
            if (scope == null || !known(scope)) {
                throw new ApiKeyRefusal.InvalidScope("unknown scope: " + scope);
            }
            if (child && Scopes.onlyForParents(scope)) {
                throw new ApiKeyRefusal.InvalidScope("a key of a sub account cannot hold the scope " + scope);
            }
            if (!granted.add(scope)) {
                throw new ApiKeyRefusal.InvalidScope("duplicate scope: " + scope);
            }
        }
        return List.copyOf(granted);
    }

    /** Nobody grants what he does not hold. */
    public static void requireHeldBy(Set<String> creator, List<String> granted) {
        for (String scope : granted) {
            if (!Scopes.grants(creator, scope)) {
                throw new ApiKeyRefusal.BeyondOwnScopes(scope);
            }
        }
    }

    private static boolean known(String scope) {
        return scope.equals(Scopes.WILDCARD)
                || Scopes.FIXED.contains(scope)
                || (scope.endsWith(ALL)
                        && Scopes.PER_DOMAIN.contains(scope.substring(0, scope.length() - ALL.length())));
    }
}
