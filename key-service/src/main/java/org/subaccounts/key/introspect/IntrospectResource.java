package org.subaccounts.key.introspect;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.platform.security.InternalOnly;
import org.subaccounts.platform.security.KeyVerdict;
import org.subaccounts.platform.security.Lease;

/** {@code POST /internal/v1/introspect} with {@code token} as form field (RFC 7662). */
@Path("/internal/v1/introspect")
public class IntrospectResource {
    private final KeyVerdicts verdicts;

    public IntrospectResource(KeyVerdicts verdicts) {
        this.verdicts = verdicts;
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @InternalOnly
    public Uni<KeyVerdict> introspect(@RestForm @Nullable String token) {
        if (token == null) {
            throw Refusal.badRequest("token is required");
        }
        return verdicts.introspect(token).map(Lease::value);
    }
}
