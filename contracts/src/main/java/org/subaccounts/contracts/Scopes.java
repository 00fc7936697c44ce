package org.subaccounts.contracts;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Scopes of API keys: fixed ({@code domains:read}), for all domains ({@code messages:send:all}) and for one
 * ({@code messages:send:{example.com}}, braces included). {@code *} grants everything.
 */
public final class Scopes {
    public static final String WILDCARD = "*";
    public static final String DOMAINS_READ = "domains:read";
    public static final String DOMAINS_WRITE = "domains:write";
    public static final String ACCOUNTS_READ = "accounts:read";
    public static final String ACCOUNTS_WRITE = "accounts:write";
    public static final String ACCOUNTS_BILLING = "accounts:billing";
    public static final String MEMBERS_READ = "accounts:members:read";
    public static final String MEMBERS_ADD = "accounts:members:add";
    public static final String MEMBERS_UPDATE = "accounts:members:update";
    public static final String MEMBERS_REMOVE = "accounts:members:remove";
    public static final String SUPPRESSIONS_READ = "suppressions:read";
    public static final String SUPPRESSIONS_WRITE = "suppressions:write";
    public static final String SUPPRESSIONS_DELETE = "suppressions:delete";
    public static final String SUPPRESSIONS_WIPE = "suppressions:wipe";
    public static final String API_KEYS_READ = "api-keys:read";
    public static final String API_KEYS_WRITE = "api-keys:write";
    public static final String API_KEYS_DELETE = "api-keys:delete";
    public static final String SUB_ACCOUNTS_READ = "sub-accounts:read";
    public static final String SUB_ACCOUNTS_WRITE = "sub-accounts:write";
    public static final String SUB_ACCOUNTS_DELETE = "sub-accounts:delete";
    public static final String SUB_ACCOUNTS_SUSPEND = "sub-accounts:suspend";
    public static final String SUB_ACCOUNTS_USAGE = "sub-accounts:usage";
    public static final String SUB_ACCOUNT_API_KEYS_READ = "sub-account-api-keys:read";
    public static final String SUB_ACCOUNT_API_KEYS_WRITE = "sub-account-api-keys:write";
    public static final String SUB_ACCOUNT_API_KEYS_DELETE = "sub-account-api-keys:delete";
    public static final String MESSAGES_SEND = "messages:send";
    public static final String MESSAGES_READ = "messages:read";
    public static final String MESSAGES_CANCEL = "messages:cancel";
    public static final String STATISTICS_READ = "statistics-transactional:read";

    /** Scopes without a domain part. */
    public static final Set<String> FIXED = Set.of(
            DOMAINS_READ,
            DOMAINS_WRITE,
            ACCOUNTS_READ,
            ACCOUNTS_WRITE,
            ACCOUNTS_BILLING,
            MEMBERS_READ,
            MEMBERS_ADD,
            MEMBERS_UPDATE,
            MEMBERS_REMOVE,
            SUPPRESSIONS_READ,
            SUPPRESSIONS_WRITE,
            SUPPRESSIONS_DELETE,
            SUPPRESSIONS_WIPE,
            API_KEYS_READ,
            API_KEYS_WRITE,
            API_KEYS_DELETE,
            SUB_ACCOUNTS_READ,
            SUB_ACCOUNTS_WRITE,
            SUB_ACCOUNTS_DELETE,
            SUB_ACCOUNTS_SUSPEND,
            SUB_ACCOUNTS_USAGE,
            SUB_ACCOUNT_API_KEYS_READ,
            SUB_ACCOUNT_API_KEYS_WRITE,
            SUB_ACCOUNT_API_KEYS_DELETE);

    /** Actions that are granted for all domains ({@code :all}) or for one ({@code :{domain}}). */
    public static final Set<String> PER_DOMAIN = Set.of(
            MESSAGES_SEND,
            MESSAGES_CANCEL,
            MESSAGES_READ,
            "domains:delete",
            "webhooks:read",
            "webhooks:write",
            "webhooks:delete",
            "routes:read",
            "routes:write",
            "routes:delete",
            "smtp-credentials:read",
            "smtp-credentials:write",
            "smtp-credentials:delete",
            STATISTICS_READ);

    private static final String ALL = ":all";

    private Scopes() {}

    /** A scope for one domain, taken apart; the domain as it was written. */
    public record ForDomain(String action, String domain) {}

    public static String forAllDomains(String action) {
        return action + ALL;
    }

    public static String forDomain(String action, String domain) {
        return action + ":{" + domain + "}";
    }

    /** What a scope for one domain is made of; empty for every other scope and for actions that know no domains. */
    public static Optional<ForDomain> parts(String scope) {
        int brace = scope.indexOf(":{");
        if (brace < 0 || !scope.endsWith("}")) {
            return Optional.empty();
        }
        String action = scope.substring(0, brace);
        return PER_DOMAIN.contains(action)
                ? Optional.of(new ForDomain(action, scope.substring(brace + 2, scope.length() - 1)))
                : Optional.empty();
    }

    /** Whether the scope exists; of a scope for one domain only the action is looked at. */
    public static boolean exists(String scope) {
        return scope.equals(WILDCARD)
                || FIXED.contains(scope)
                || (scope.endsWith(ALL) && PER_DOMAIN.contains(scope.substring(0, scope.length() - ALL.length())))
                || parts(scope).isPresent();
    }

    /** Order of checks: wildcard, exact, and where one domain is needed, its action for all of them. */
    public static boolean grants(Collection<String> held, String needed) {
        return held.contains(WILDCARD)
                || held.contains(needed)
                || parts(needed)
                        .map(part -> held.contains(forAllDomains(part.action())))
                        .orElse(false);
    }

    /** Order of checks: wildcard, for all domains, for this domain. */
    public static boolean grantsForDomain(Collection<String> held, String action, String domain) {
        return held.contains(WILDCARD)
                || held.contains(forAllDomains(action))
                || held.contains(forDomain(action, domain));
    }

    /** For which domains the action is granted; empty: for all. */
    public static Optional<Set<String>> domainsOf(Collection<String> held, String action) {
        if (held.contains(WILDCARD) || held.contains(forAllDomains(action))) {
            return Optional.empty();
        }
        return Optional.of(held.stream()
                .flatMap(scope -> parts(scope).stream())
                .filter(part -> part.action().equals(action))
                .map(ForDomain::domain)
                .collect(Collectors.toUnmodifiableSet()));
    }

    /** Sub accounts are one level deep: a key of a child never manages sub accounts. */
    public static boolean onlyForParents(String scope) {
        return scope.startsWith("sub-accounts:") || scope.startsWith("sub-account-api-keys:");
    }
}
