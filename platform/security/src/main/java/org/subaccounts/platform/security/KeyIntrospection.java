package org.subaccounts.platform.security;

import io.quarkus.oidc.TokenIntrospection;
import io.vertx.core.json.JsonObject;

/** An active verdict in the form that quarkus-oidc carries into the identity; read once, not per request. */
final class KeyIntrospection extends TokenIntrospection {
    private final KeyVerdict verdict;
    private final IpAllowList ipAllowList;

    KeyIntrospection(KeyVerdict verdict) {
        super(new JsonObject()
                .put("active", true)
                .put("sub", String.valueOf(verdict.keyId()))
                .encode());
        this.verdict = verdict;
        this.ipAllowList = IpAllowList.of(verdict.ipAllowList());
    }

    KeyVerdict verdict() {
        return verdict;
    }

    IpAllowList ipAllowList() {
        return ipAllowList;
    }
}
