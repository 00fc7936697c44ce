package org.subaccounts.platform.security;

import io.quarkus.oidc.TenantResolver;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** A bearer in the form of a JWT is for the OpenID provider (default tenant), every other one is an API key. */
@ApplicationScoped
public class Tenants implements TenantResolver {
    static final String KEYS = "keys";
    private static final String BEARER = "Bearer ";

    private final KeyFormat format;

    public Tenants(KeyFormat format) {
        this.format = format;
    }

    @Override
    public @Nullable String resolve(RoutingContext context) {
        String header = context.request().getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return KEYS;
        }
        String bearer = header.substring(BEARER.length()).strip();
        boolean jwt = !format.looksLikeKey(bearer)
                && bearer.chars().filter(c -> c == '.').count() == 2;
        return jwt ? null : KEYS;
    }
}
