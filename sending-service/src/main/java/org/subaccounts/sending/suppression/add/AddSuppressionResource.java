package org.subaccounts.sending.suppression.add;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.http.CurrentClaim;
import org.subaccounts.platform.http.Idempotent;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** Suppresses an address: 201, or 409 when it is suppressed already. */
@Path("/v2/accounts/{account_id}/suppressions")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Suppressions")
public class AddSuppressionResource {
    private final AddSuppression addSuppression;
    private final Caller caller;
    private final CurrentClaim claim;

    public AddSuppressionResource(AddSuppression addSuppression, Caller caller, CurrentClaim claim) {
        this.addSuppression = addSuppression;
        this.caller = caller;
        this.claim = claim;
    }

    @POST
    @Operation(
            operationId = "createSuppression",
            summary = "Suppress an address",
            description =
                    "Until it expires, for mail from one domain or from all domains of the account. An address that is"
                            + " suppressed already for the same domain, or for all, is a 409.")
    @Idempotent
    @RequireScope(Scopes.SUPPRESSIONS_WRITE)
    @ResponseStatus(201)
    public Uni<AddSuppressionResponse> add(@Nullable AddSuppressionRequest body) {
        return addSuppression.add(
                caller.accountId(), Inputs.body(body).suppression(Ids.next(), Instant.now()), claim.get());
    }
}
