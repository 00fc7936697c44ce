package org.subaccounts.sending.domain.add;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.http.Idempotent;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;
import org.subaccounts.sending.domain.DomainBody;
import org.subaccounts.sending.domain.add.AddDomainUseCase.NewDomain;

/** Adds a domain: 201, or 409 when the account has it already. */
@Path("/v2/accounts/{account_id}/domains")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Domains")
public class AddDomainResource {
    private final AddDomainUseCase useCase;
    private final Caller caller;

    public AddDomainResource(AddDomainUseCase useCase, Caller caller) {
        this.useCase = useCase;
        this.caller = caller;
    }

    @POST
    @Operation(
            operationId = "createDomain",
            summary = "Add a sending domain",
            description =
                    "The account can send from it once its owner has published `dns_records` and a check has found the"
                            + " required ones.")
    @Idempotent
    @RequireScope(Scopes.DOMAINS_WRITE)
    @ResponseStatus(201)
    public Uni<DomainBody> add(@Nullable AddDomainRequest body) {
        AddDomainRequest request = Inputs.body(body);
        request.checkFeatures(caller.isPartner());
        NewDomain wanted =
                new NewDomain(caller.accountId(), request.name(), request.subdomains(), request.selectorOverride());
        return useCase.add(wanted, request.dkimPrivateKey(), caller.metadata());
    }
}
