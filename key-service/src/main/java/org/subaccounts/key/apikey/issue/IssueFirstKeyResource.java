package org.subaccounts.key.apikey.issue;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;
import org.subaccounts.key.apikey.Grantor;
import org.subaccounts.key.apikey.KeyOwners;
import org.subaccounts.platform.http.Idempotent;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.OperatorOnly;

/** {@code POST /operator/v1/accounts/{id}/api-keys}: the first key of an account that has none. */
@Path("/operator/v1/accounts/{id}/api-keys")
@Tag(name = "Operators")
public class IssueFirstKeyResource {
    private final ApiKeyIssuer issuer;
    private final KeyOwners owners;
    private final Caller caller;

    public IssueFirstKeyResource(ApiKeyIssuer issuer, KeyOwners owners, Caller caller) {
        this.issuer = issuer;
        this.owners = owners;
        this.caller = caller;
    }

    @POST
    @Operation(
            operationId = "issueAPIKeyAsOperator",
            summary = "Issue an API key for an account",
            description = "Gives an account that was just opened its first key; also for one that lost its keys.")
    @ResponseStatus(201)
    @OperatorOnly
    @Idempotent(secret = true)
    public Uni<IssuedApiKey> issue(@PathParam("id") String id, ApiKeyIssuer.@Nullable Request body) {
        return issuer.issue(owners.account(Inputs.uuid("id", id)), body, Grantor.operator(), caller.metadata());
    }
}
