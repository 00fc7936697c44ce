package org.subaccounts.platform.security;

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
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.AfterBody;
import org.subaccounts.platform.http.IdempotencyFilter;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.platform.http.RequestIds;

/**
 * The one place where requests are authorized, from the annotation of the resource method. A method without one is
 * refused. Order: credential (401, 503), source address (403), account in the path (400, 401), rate (429), level and feature
 * (404, 403), scope (403); all before the resource is looked up.
 */
public class AuthorizationFilter {
    private static final Logger LOG = Logger.getLogger(AuthorizationFilter.class);
    private static final String OPERATOR_ROLE = "operator";
    private static final String ADMITTED_AT = "subaccounts.admitted-at";

    /** A check this old need not be repeated: with the lease of 800 ms it stays below one second. */
    private static final long FRESH_NANOS = 150_000_000;

    private final Authentication authentication;
    private final RateLimits rateLimits;
    private final Caller caller;
    private final ClientAddress addresses;
    private final byte[] internalCredential;
    private final Map<Method, AccessRule> rules = new ConcurrentHashMap<>();

    public AuthorizationFilter(
            Authentication authentication,
            RateLimits rateLimits,
            Caller caller,
            ClientAddress addresses,
            @ConfigProperty(name = "platform.internal.secret") String secret) {
        this.authentication = authentication;
        this.rateLimits = rateLimits;
        this.caller = caller;
        this.addresses = addresses;
        this.internalCredential = (ServiceClient.USER + ":" + secret).getBytes(StandardCharsets.UTF_8);
    }

    @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
    public @Nullable Uni<@Nullable Response> authorize(
            ContainerRequestContext request, ResourceInfo resource, HttpServerRequest http) {
        Method method = resource.getResourceMethod();
        caller.request(String.valueOf(request.getProperty(RequestIds.PROPERTY)), addresses.of(http));
        AccessRule rule = rules.computeIfAbsent(method, AccessRule::of);
        return switch (rule) {
            case AccessRule.Scoped scoped -> credential(request, scoped);
            case AccessRule.AnyCredential any -> credential(request, any);
            case AccessRule.Operator ignored ->
                authentication
                        .identity()
                        .invoke(identity -> checkOperator(request, identity))
                        .replaceWith(proceed());
            case AccessRule.Internal ignored -> {
                checkInternal(request.getHeaderString("Authorization"));
                yield null;
            }
            case AccessRule.Anybody ignored -> null;
            case AccessRule.Nobody ignored -> {
                LOG.errorf("%s declares no authorization and is refused", method);
                throw new Refusal(403, "not allowed");
            }
        };
    }

    /**
     * Once more when the body took its time: whoever was suspended, or whose key was revoked, while he was sending is refused
     * before anything is accepted.
     */
    @RequireScope("") // the binding only: every operation that needs a scope
    @SuppressWarnings("deprecation") // its successor reads forms only; this has to come after any body
    @ServerRequestFilter(readBody = true, priority = Priorities.AUTHORIZATION + 1)
    public @Nullable Uni<@Nullable Response> authorizeAgain(ContainerRequestContext request, ResourceInfo resource) {
        if (!(request.getProperty(ADMITTED_AT) instanceof Long admittedAt)
                || System.nanoTime() - admittedAt < FRESH_NANOS) {
            return null;
        }
        AccessRule rule = rules.computeIfAbsent(resource.getResourceMethod(), AccessRule::of);
        String path = request.getUriInfo().getPathParameters().getFirst("account_id");
        Credential held = authentication.held(request.getHeaderString("Authorization"));
        if (held != null) {
            check(request, held, path);
            checkScope(rule, held);
            return null;
        }
        return AfterBody.decide(authentication
                .credentialNow(request.getHeaderString("Authorization"), account(path))
                .invoke(credential -> {
                    check(request, credential, path);
                    checkScope(rule, credential);
                })
                .replaceWith(proceed()));
    }

    private static Uni<@Nullable Response> proceed() {
        return Uni.createFrom().nullItem();
    }

    private @Nullable Uni<@Nullable Response> credential(ContainerRequestContext request, AccessRule rule) {
        String path = request.getUriInfo().getPathParameters().getFirst("account_id");
        Credential held = authentication.held(request.getHeaderString("Authorization"));
        if (held != null) {
            return admit(request, rule, held, path);
        }
        return authentication.credential(account(path)).chain(credential -> {
            Uni<@Nullable Response> admitted = admit(request, rule, credential, path);
            return admitted == null ? proceed() : admitted;
        });
    }

    /** Null while a malformed one is not to be refused yet: an unknown credential comes first. */
    private static @Nullable UUID account(@Nullable String path) {
        try {
            return path == null ? null : Inputs.uuid("account_id", path);
        } catch (Refusal malformed) {
            return null;
        }
    }

    /** Null: go on at once. */
    private @Nullable Uni<@Nullable Response> admit(
            ContainerRequestContext request, AccessRule rule, Credential credential, @Nullable String path) {
        check(request, credential, path);
        Uni<Void> taken = rateLimits.take(credential, rule);
        if (taken == null) {
            checkScope(rule, credential);
            return null;
        }
        return taken.invoke(() -> checkScope(rule, credential)).replaceWith(proceed());
    }

    private void check(ContainerRequestContext request, Credential credential, @Nullable String path) {
        caller.credential(credential);
        MDC.put("account_id", credential.accountId().toString());
        request.setProperty(IdempotencyFilter.ACCOUNT_PROPERTY, credential.accountId());
        if (!credential.ipAllowList().covers(caller.ip())) {
            throw new Refusal(403, "the API key may not be used from this address");
        }
        if (path != null && !Inputs.uuid("account_id", path).equals(credential.accountId())) {
            throw new Refusal(401, "the API key does not belong to this account");
        }
        request.setProperty(ADMITTED_AT, System.nanoTime());
    }

    private static void checkScope(AccessRule rule, Credential credential) {
        if (!(rule instanceof AccessRule.Scoped scoped)) {
            return;
        }
        if (scoped.onlyForParents()) {
            if (credential.parentAccountId() != null) {
                throw Refusal.notFound("account");
            }
            if (!credential.partner()) {
                throw new Refusal(403, "sub accounts need the Platform Partner feature");
            }
        }
        if (!scoped.grantedBy(credential.scopes())) {
            throw new Refusal(
                    403,
                    (credential.userId() == null ? "the API key" : "your role") + " lacks the scope " + scoped.shown());
        }
    }

    private void checkOperator(ContainerRequestContext request, SecurityIdentity identity) {
        if (identity.isAnonymous()) {
            throw new Refusal(401, "missing or malformed bearer token");
        }
        if (!identity.hasRole(OPERATOR_ROLE)) {
            throw new Refusal(403, "the role operator is required");
        }
        String subject = identity.getPrincipal().getName();
        caller.operator(subject);
        request.setProperty(IdempotencyFilter.ACCOUNT_PROPERTY, UserIds.of("operator:" + subject));
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
