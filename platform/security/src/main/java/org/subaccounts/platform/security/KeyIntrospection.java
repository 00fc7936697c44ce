package org.subaccounts.platform.security;

import io.quarkus.oidc.TokenIntrospection;
import io.vertx.core.json.JsonObject;

/** An active verdict in the form that quarkus-oidc carries into the identity. */
final class KeyIntrospection extends TokenIntrospection {
    private final Credential credential;

    KeyIntrospection(KeyVerdict verdict) {
        super(new JsonObject()
                .put("active", true)
                .put("sub", String.valueOf(verdict.keyId()))
                .encode());
        this.credential = Credential.of(verdict);
    }

    Credential credential() {
        return credential;
    }
}
