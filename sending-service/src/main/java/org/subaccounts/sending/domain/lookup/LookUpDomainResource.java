package org.subaccounts.sending.domain.lookup;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.InternalOnly;
import org.subaccounts.sending.domain.Domains;

/**
 * {@code GET /internal/v1/accounts/{id}/domains/{domain}}: the account's own domain of that name, verified or not, or 404.
 * Read from the tables that the domain's events are written with, so a domain added a moment ago is found.
 */
@Path("/internal/v1/accounts/{id}/domains/{domain}")
@Produces(MediaType.APPLICATION_JSON)
public class LookUpDomainResource {
    private final Domains domains;

    public LookUpDomainResource(Domains domains) {
        this.domains = domains;
    }

    /** The domain under its normalized name. */
    public record OwnedDomain(UUID id, String domain) {}

    @GET
    @InternalOnly
    public Uni<OwnedDomain> find(@RestPath("id") String accountId, @RestPath("domain") String domain) {
        return domains.get(Inputs.uuid("id", accountId), domain)
                .map(found -> new OwnedDomain(found.id().value(), found.name()));
    }
}
