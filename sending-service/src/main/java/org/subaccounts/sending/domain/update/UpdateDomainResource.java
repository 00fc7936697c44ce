package org.subaccounts.sending.domain.update;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;
import org.subaccounts.sending.domain.DomainBody;
import org.subaccounts.sending.domain.Domains;
import org.subaccounts.sending.domain.records.PlatformHosts;

/** Changes a domain: 200 with it, 400 for what is locked, or 404. */
@Path("/v2/accounts/{account_id}/domains/{domain}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Domains")
public class UpdateDomainResource {
    private final Domains domains;
    private final Commands commands;
    private final PlatformHosts hosts;
    private final Caller caller;

    public UpdateDomainResource(Domains domains, Commands commands, PlatformHosts hosts, Caller caller) {
        this.domains = domains;
        this.commands = commands;
        this.hosts = hosts;
        this.caller = caller;
    }

    @PUT
    @Operation(
            operationId = "updateDomain",
            summary = "Change the subdomains or the DKIM selector of a domain",
            description =
                    "What is left out or null stays as it is. Subdomains and selector can be changed until the domain is"
                            + " verified for the first time; afterwards giving another value is refused. A change makes the records of"
                            + " the domain unchecked.")
    @RequireScope(Scopes.DOMAINS_WRITE)
    public Uni<DomainBody> update(@RestPath("domain") String domain, @Nullable UpdateDomainRequest body) {
        UpdateDomainRequest request = Inputs.body(body);
        request.checkFeatures(caller.isPartner());
        UpdateDomainRequest.Changes changes = request.changes();
        UUID account = caller.accountId();
        Map<String, String> metadata = caller.metadata();
        return domains.get(account, domain)
                .map(state -> new UpdateDomain(state.id(), changes.subdomains(), changes.selector()))
                .chain(command -> commands.send(command, Void.class, metadata))
                .chain(() -> domains.get(account, domain))
                .map(state -> DomainBody.of(state, hosts));
    }
}
