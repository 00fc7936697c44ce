package org.subaccounts.sending.suppression.remove;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;
import org.subaccounts.sending.Done;
import org.subaccounts.sending.suppression.SuppressionParameters;

/** Lifts the suppressions of one address: 200, or 404 when there is none. */
@Path("/v2/accounts/{account_id}/suppressions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Suppressions")
public class RemoveSuppressionResource {
    private final RemoveSuppression removeSuppression;
    private final Caller caller;

    public RemoveSuppressionResource(RemoveSuppression removeSuppression, Caller caller) {
        this.removeSuppression = removeSuppression;
        this.caller = caller;
    }

    @DELETE
    @Operation(
            operationId = "deleteSuppression",
            summary = "Lift the suppressions of an address",
            description = "All of them, or only the one for a domain. 404 when there is none.")
    @RequireScope(Scopes.SUPPRESSIONS_DELETE)
    public Uni<Done> remove(
            @Parameter(required = true, description = "The address.", schema = @Schema(format = "email"))
                    @RestQuery
                    @Nullable String email,
            @Parameter(description = "Only the one for this domain; one for all domains stays.") @RestQuery @Nullable String domain,
            @Context UriInfo uri) {
        return removeSuppression
                .remove(caller.accountId(), SuppressionParameters.email(email), SuppressionParameters.domain(domain, uri))
                .replaceWith(new Done("suppression deleted"));
    }
}
