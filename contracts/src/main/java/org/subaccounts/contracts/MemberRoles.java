package org.subaccounts.contracts;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Roles of an account's members, and the scopes that each stands for. */
public final class MemberRoles {
    public static final String ADMINISTRATOR = "Administrator";
    public static final String DEVELOPER = "Developer";
    public static final String ANALYST = "Analyst";
    public static final String BILLING_MANAGER = "Billing Manager";

    /** Every role, as the API writes it. */
    public static final List<String> ALL = List.of(ADMINISTRATOR, DEVELOPER, ANALYST, BILLING_MANAGER);

    /** Looks at everything that is sent, and changes nothing. */
    private static final Set<String> READING = Stream.of(
                    Stream.of(
                            Scopes.ACCOUNTS_READ,
                            Scopes.DOMAINS_READ,
                            Scopes.SUPPRESSIONS_READ,
                            Scopes.SUB_ACCOUNTS_READ,
                            Scopes.SUB_ACCOUNTS_USAGE),
                    Stream.of("messages:read", "webhooks:read", "routes:read", "statistics-transactional:read")
                            .map(Scopes::forAllDomains))
            .flatMap(scopes -> scopes)
            .collect(Collectors.toUnmodifiableSet());

    private static final Map<String, Set<String>> SCOPES = Map.of(
            ADMINISTRATOR,
            Set.of(Scopes.WILDCARD),
            DEVELOPER,
            Stream.of(
                            READING.stream(),
                            Scopes.PER_DOMAIN.stream().map(Scopes::forAllDomains),
                            Stream.of(
                                    Scopes.DOMAINS_WRITE,
                                    Scopes.SUPPRESSIONS_WRITE,
                                    Scopes.SUPPRESSIONS_DELETE,
                                    Scopes.API_KEYS_READ,
                                    Scopes.API_KEYS_WRITE,
                                    Scopes.API_KEYS_DELETE))
                    .flatMap(scopes -> scopes)
                    .collect(Collectors.toUnmodifiableSet()),
            ANALYST,
            READING,
            BILLING_MANAGER,
            Set.of(Scopes.ACCOUNTS_READ, Scopes.ACCOUNTS_BILLING, Scopes.SUB_ACCOUNTS_READ, Scopes.SUB_ACCOUNTS_USAGE));

    private MemberRoles() {}

    /** Empty for a role that does not exist. */
    public static Set<String> scopes(String role) {
        return SCOPES.getOrDefault(role, Set.of());
    }
}
