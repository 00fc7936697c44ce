package org.subaccounts.sending.domain.remove;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;
import org.subaccounts.sending.Done;
import org.subaccounts.sending.domain.Domains;

/** Removes a domain: 200, or 404 when the account has none of that name. */
@Path("/v2/accounts/{account_id}/domains/{domain}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Domains")
public class RemoveDomainResource {
    private static final String ACTION = "domains:delete";

    private final Domains domains;
    private final Commands commands;
    private final Caller caller;

    public RemoveDomainResource(Domains domains, Commands commands, Caller caller) {
        this.domains = domains;
        this.commands = commands;
        this.caller = caller;
    }

    @DELETE
    @Operation(
            operationId = "deleteDomain",
            summary = "Remove a domain",
            description =
                    "For good: its DKIM key is destroyed, its name is free for other accounts. Mail from it that waits is not sent.")
    @RequireScope(value = ACTION, perDomain = true)
    public Uni<Done> remove(@RestPath("domain") String domain) {
        if (!caller.mayUseForDomain(ACTION, Domains.normalized(domain))) {
            throw new Refusal(403, "the API key may not delete this domain");
        }
        Map<String, String> metadata = caller.metadata();
        return domains.get(caller.accountId(), domain)
                .chain(state -> commands.send(new RemoveDomain(state.id()), Boolean.class, metadata))
                .invoke(removed -> {
                    if (!removed) {
                        throw Refusal.notFound("domain");
                    }
                })
                .replaceWith(new Done("domain removed"));
    }
}
