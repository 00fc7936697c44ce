package org.subaccounts.sending.domain.get;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;
import org.subaccounts.sending.domain.DomainBody;
import org.subaccounts.sending.domain.Domains;
import org.subaccounts.sending.domain.records.PlatformHosts;

/** One domain of the account by name: 200 or 404. */
@Path("/v2/accounts/{account_id}/domains/{domain}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Domains")
public class GetDomainResource {
    private final Domains domains;
    private final PlatformHosts hosts;
    private final Caller caller;

    public GetDomainResource(Domains domains, PlatformHosts hosts, Caller caller) {
        this.domains = domains;
        this.hosts = hosts;
        this.caller = caller;
    }

    @GET
    @Operation(
            operationId = "getDomain",
            summary = "Read a domain",
            description = "With the DNS records to publish, and which of them the last check found.")
    @RequireScope(Scopes.DOMAINS_READ)
    public Uni<DomainBody> get(@RestPath("domain") String domain) {
        return domains.get(caller.accountId(), domain).map(state -> DomainBody.of(state, hosts));
    }
}
