package org.subaccounts.sending.domain.list;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.http.Page;
import org.subaccounts.platform.http.PageRequest;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;
import org.subaccounts.sending.domain.DomainBody;
import org.subaccounts.sending.domain.Domains;
import org.subaccounts.sending.domain.records.PlatformHosts;

/** The account's domains, newest first, filtered by {@code dns_valid}. */
@Path("/v2/accounts/{account_id}/domains")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Domains")
public class ListDomainsResource {
    private final Domains domains;
    private final PlatformHosts hosts;
    private final Caller caller;

    public ListDomainsResource(Domains domains, PlatformHosts hosts, Caller caller) {
        this.domains = domains;
        this.hosts = hosts;
        this.caller = caller;
    }

    @GET
    @Operation(operationId = "getDomains", summary = "List the domains of the account", description = "Newest first.")
    @RequireScope(Scopes.DOMAINS_READ)
    public Uni<Page<DomainBody>> list(
            @Parameter(
                            description = "Only those that the account can send from, or only those that it cannot.",
                            schema = @Schema(type = SchemaType.BOOLEAN))
                    @RestQuery("dns_valid")
                    @Nullable String dnsValid,
            @RestQuery @Nullable String limit,
            @RestQuery @Nullable String after,
            @RestQuery @Nullable String before) {
        Boolean verified = flag(dnsValid);
        PageRequest page = PageRequest.of("domains dns_valid=" + verified, caller.accountId(), limit, after, before);
        return domains.list(page, verified)
                .map(states -> states.stream()
                        .map(state -> DomainBody.of(state, hosts))
                        .toList())
                .map(bodies -> Page.of(page, bodies, DomainBody::id));
    }

    private static @Nullable Boolean flag(@Nullable String text) {
        return switch (text) {
            case null -> null;
            case "" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> throw Refusal.badRequest("dns_valid must be true or false");
        };
    }
}
