package org.subaccounts.platform.security;

import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Refusal;

/**
 * Who is calling: an API key (introspected, RFC 7662) or a member of the account in the path (JWT of the OpenID provider
 * with a verified e-mail address). Fails with 401, or 503 when nobody can say so now.
 */
@ApplicationScoped
public class Authentication {
    private static final String BEARER = "Bearer ";

    private final CurrentIdentityAssociation identities;
    private final LeasedIntrospections introspections;
    private final AccountStandings standings;
    private final Memberships memberships;

    Authentication(
            CurrentIdentityAssociation identities,
            LeasedIntrospections introspections,
            AccountStandings standings,
            Memberships memberships) {
        this.identities = identities;
        this.introspections = introspections;
        this.standings = standings;
        this.memberships = memberships;
    }

    /** The credential of an API key whose verdict is held under a valid lease: the short way, without waiting. */
    @Nullable Credential held(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? introspections.held(authorization.substring(BEARER.length()).strip())
                : null;
    }

    /** {@code account}: the one in the path, whose member a JWT may speak for; null where the path has none. */
    Uni<Credential> credential(@Nullable UUID account) {
        return identity().chain(identity -> {
            if (identity.getAttribute(OidcUtils.INTROSPECTION_ATTRIBUTE) instanceof KeyIntrospection key) {
                return Uni.createFrom().item(key.credential());
            }
            if (identity.getPrincipal() instanceof JsonWebToken token && account != null) {
                return member(account, token);
            }
            throw new Refusal(
                    401,
                    identity.isAnonymous()
                            ? "missing or malformed bearer token"
                            : "an API key is required for this operation");
        });
    }

    /** As {@link #credential}, but a key is asked for anew: the identity of this request may be older than its lease. */
    Uni<Credential> credentialNow(@Nullable String authorization, @Nullable UUID account) {
        String bearer = authorization == null
                ? ""
                : authorization.substring(BEARER.length()).strip();
        return introspections.isKey(bearer) ? introspections.ask(bearer) : credential(account);
    }

    Uni<SecurityIdentity> identity() {
        return identities
                .getDeferredIdentity()
                .onFailure(AuthenticationFailedException.class)
                .transform(failure -> failure.getCause() instanceof CredentialRefused refused
                        ? new Refusal(refused.status(), String.valueOf(refused.getMessage()))
                        : new Refusal(401, "invalid bearer token"));
    }

    private Uni<Credential> member(UUID account, JsonWebToken token) {
        String email = token.getClaim("email");
        if (email == null || !Boolean.TRUE.equals(token.<Object>getClaim("email_verified"))) {
            throw new Refusal(401, "the token has no verified e-mail address");
        }
        UUID user = UserIds.of(email);
        return memberships.role(account, user).chain(role -> {
            if (role.isEmpty()) {
                throw new Refusal(401, "you are no member of this account");
            }
            return standings.get(account).map(lease -> {
                AccountStanding standing =
                        lease.value().orElseThrow(() -> new Refusal(401, "you are no member of this account"));
                return switch (standing.status()) {
                    case "active" -> Credential.ofMember(standing, user, role.get());
                    case "suspended", "parent-suspended" -> throw new Refusal(401, "Account is suspended");
                    default -> throw new Refusal(401, "you are no member of this account");
                };
            });
        });
    }
}
