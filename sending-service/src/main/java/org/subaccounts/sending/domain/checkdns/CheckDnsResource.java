package org.subaccounts.sending.domain.checkdns;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
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
import org.subaccounts.sending.domain.records.PlatformHosts;

/** Checks the DNS of a domain: 200 with the state that came of it, or 404. */
@Path("/v2/accounts/{account_id}/domains/{domain}/check-dns")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Domains")
public class CheckDnsResource {
    private final CheckDns checkDns;
    private final PlatformHosts hosts;
    private final Caller caller;

    public CheckDnsResource(CheckDns checkDns, PlatformHosts hosts, Caller caller) {
        this.checkDns = checkDns;
        this.hosts = hosts;
        this.caller = caller;
    }

    @POST
    @Operation(
            operationId = "checkDomainDNS",
            summary = "Look up the DNS records of a domain",
            description =
                    "Answers with the domain as it is after the lookup: verified when every required record was found. A complete"
                            + " lookup stands for a minute.")
    @RequireScope(Scopes.DOMAINS_WRITE)
    public Uni<DomainBody> check(@RestPath("domain") String domain) {
        return checkDns.check(caller.accountId(), domain, caller.metadata()).map(state -> DomainBody.of(state, hosts));
    }
}
