package org.subaccounts.sending.suppression.removeall;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;
import org.subaccounts.sending.Done;
import org.subaccounts.sending.suppression.SuppressionParameters;

/** Lifts all suppressions: 200, also when there was none. */
@Path("/v2/accounts/{account_id}/suppressions/all")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Suppressions")
public class RemoveAllSuppressionsResource {
    private final RemoveAllSuppressions removeAllSuppressions;
    private final Caller caller;

    public RemoveAllSuppressionsResource(RemoveAllSuppressions removeAllSuppressions, Caller caller) {
        this.removeAllSuppressions = removeAllSuppressions;
        this.caller = caller;
    }

    @DELETE
    @Operation(
            operationId = "deleteAllSuppressions",
            summary = "Lift all suppressions of the account",
            description =
                    "All of them, or only those for a domain. 404 for a domain that is not the account's and that nothing is"
                            + " suppressed for.")
    @RequireScope(Scopes.SUPPRESSIONS_WIPE)
    public Uni<Done> removeAll(
            @Parameter(description = "Only those for this domain; those for all domains stay.") @RestQuery @Nullable String domain,
            @Context UriInfo uri) {
        return removeAllSuppressions
                .remove(caller.accountId(), SuppressionParameters.domain(domain, uri))
                .replaceWith(new Done("suppressions deleted"));
    }
}
