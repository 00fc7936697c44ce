package org.subaccounts.key.apikey;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.subaccounts.key.apikey.ApiKeyEvent.GrantedScope;
import org.subaccounts.key.domain.OwnedDomains;
import org.subaccounts.platform.http.Ids;

/** Makes scopes out of what a request asks for: checked, bound to their domains, without redundant ones. */
@ApplicationScoped
public class ScopeRequests {
    private final OwnedDomains domains;

    public ScopeRequests(OwnedDomains domains) {
        this.domains = domains;
    }

    /** Fails with {@link ApiKeyRefusal}; domains are looked up even where their scope turns out to be redundant. */
    public Uni<List<GrantedScope>> grantable(KeyOwner owner, @Nullable List<@Nullable String> scopes, Instant at) {
        List<GrantedScopes.Asked> asked = GrantedScopes.check(scopes, owner.child());
        Set<String> names = asked.stream()
                .map(GrantedScopes.Asked::domain)
                .filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableSet());
        return domains.idsOf(owner.accountId(), names).map(ids -> GrantedScopes.withoutRedundant(asked).stream()
                .map(one -> new GrantedScope(Ids.next(), one.scope(), id(ids, one.domain()), at))
                .toList());
    }

    private static @Nullable UUID id(Map<String, UUID> ids, @Nullable String domain) {
        return domain == null ? null : ids.get(domain);
    }
}
