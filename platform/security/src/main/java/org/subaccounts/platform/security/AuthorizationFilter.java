package org.subaccounts.platform.security;

import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.http.IdempotencyFilter;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.platform.http.RequestIds;

/**
 * The one place where requests are authorized, from the annotation of the resource method. A method without one is
 * refused. Order: credential (401, 503), source address (403), account in the path (401), level and feature (404, 403),
 * scope (403); all before the resource is looked up.
 */
public class AuthorizationFilter {
    private static final Logger LOG = Logger.getLogger(AuthorizationFilter.class);
    private static final String OPERATOR_ROLE = "operator";

    private final CurrentIdentityAssociation identities;
    private final Caller caller;
    private final byte[] internalCredential;

    public AuthorizationFilter(
            CurrentIdentityAssociation identities,
            Caller caller,
            @ConfigProperty(name = "platform.internal.secret") String secret) {
        this.identities = identities;
        this.caller = caller;
        this.internalCredential = (ServiceClient.USER + ":" + secret).getBytes(StandardCharsets.UTF_8);
    }

    @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
    public @Nullable Uni<@Nullable Response> authorize(
            ContainerRequestContext request, ResourceInfo resource, HttpServerRequest http) {
        Method method = resource.getResourceMethod();
        caller.request(
                String.valueOf(request.getProperty(RequestIds.PROPERTY)),
                http.remoteAddress() == null ? null : http.remoteAddress().hostAddress());
        RequireScope scope = method.getAnnotation(RequireScope.class);
        if (scope != null || method.isAnnotationPresent(AnyKey.class)) {
            return identity()
                    .invoke(identity -> checkKey(request, identity, scope))
                    .replaceWith(proceed());
        }
        if (method.isAnnotationPresent(OperatorOnly.class)) {
            return identity().invoke(this::checkOperator).replaceWith(proceed());
        }
        if (method.isAnnotationPresent(InternalOnly.class)) {
            checkInternal(request.getHeaderString("Authorization"));
            return null;
        }
        LOG.errorf("%s declares no authorization and is refused", method);
        throw new Refusal(403, "not allowed");
    }

    private static Uni<@Nullable Response> proceed() {
        return Uni.createFrom().nullItem();
    }

    private Uni<SecurityIdentity> identity() {
        return identities
                .getDeferredIdentity()
                .onFailure(AuthenticationFailedException.class)
                .transform(failure -> failure.getCause() instanceof CredentialRefused refused
                        ? new Refusal(refused.status(), String.valueOf(refused.getMessage()))
                        : new Refusal(401, "invalid bearer token"));
    }

    private void checkKey(ContainerRequestContext request, SecurityIdentity identity, @Nullable RequireScope scope) {
        if (!(identity.getAttribute(OidcUtils.INTROSPECTION_ATTRIBUTE) instanceof KeyIntrospection introspection)) {
            throw new Refusal(
                    401,
                    identity.isAnonymous()
                            ? "missing or malformed bearer token"
                            : "an API key is required for this operation");
        }
        KeyVerdict verdict = introspection.verdict();
        caller.key(verdict);
        MDC.put("account_id", String.valueOf(verdict.accountId()));
        request.setProperty(IdempotencyFilter.ACCOUNT_PROPERTY, verdict.accountId());
        if (!introspection.ipAllowList().covers(caller.ip())) {
            throw new Refusal(403, "the API key may not be used from this address");
        }
        String pathAccount = request.getUriInfo().getPathParameters().getFirst("account_id");
        if (pathAccount != null) {
            UUID account = Inputs.uuid("account_id", pathAccount);
            if (!account.equals(verdict.accountId())) {
                throw new Refusal(401, "the API key does not belong to this account");
            }
        }
        if (scope == null) {
            return;
        }
        if (Scopes.onlyForParents(scope.value())) {
            if (verdict.parentAccountId() != null) {
                throw Refusal.notFound("account");
            }
            if (!verdict.partner()) {
                throw new Refusal(403, "sub accounts need the Platform Partner feature");
            }
        }
        boolean granted = scope.perDomain()
                ? verdict.scopes().stream()
                        .anyMatch(held -> held.equals(Scopes.WILDCARD) || held.startsWith(scope.value() + ":"))
                : Scopes.grants(verdict.scopes(), scope.value());
        if (!granted) {
            throw new Refusal(403, "the API key lacks the scope " + scope.value() + (scope.perDomain() ? ":…" : ""));
        }
    }

    private void checkOperator(SecurityIdentity identity) {
        if (identity.isAnonymous()) {
            throw new Refusal(401, "missing or malformed bearer token");
        }
        if (!identity.hasRole(OPERATOR_ROLE)) {
            throw new Refusal(403, "the role operator is required");
        }
        caller.operator(identity.getPrincipal().getName());
    }

    private void checkInternal(@Nullable String authorization) {
        byte[] given = new byte[0];
        if (authorization != null && authorization.startsWith("Basic ")) {
            try {
                given = Base64.getDecoder().decode(authorization.substring("Basic ".length()));
            } catch (IllegalArgumentException e) {
                throw new Refusal(401, "malformed credentials");
            }
        }
        if (!MessageDigest.isEqual(given, internalCredential)) {
            throw new Refusal(401, "internal credentials are required");
        }
    }
}
