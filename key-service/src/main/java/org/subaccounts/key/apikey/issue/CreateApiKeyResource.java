package org.subaccounts.key.apikey.issue;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.key.apikey.Grantor;
import org.subaccounts.key.apikey.KeyOwners;
import org.subaccounts.platform.http.Idempotent;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** Creates a key: {@code POST /v2/accounts/{account_id}/api-keys} and, for a child, {@code …/sub-accounts/{…}/api-keys}. */
@Path("/v2/accounts/{account_id}")
@Tag(name = "API keys")
public class CreateApiKeyResource {
    private final ApiKeyIssuer issuer;
    private final KeyOwners owners;
    private final Caller caller;

    public CreateApiKeyResource(ApiKeyIssuer issuer, KeyOwners owners, Caller caller) {
        this.issuer = issuer;
        this.owners = owners;
        this.caller = caller;
    }

    @POST
    @Path("api-keys")
    @Operation(
            operationId = "createAPIKey",
            summary = "Create an API key",
            description = "Issues a key for the account. Its secret is in this answer only. Nobody can grant a scope"
                    + " that the calling key does not hold.")
    @ResponseStatus(201)
    @RequireScope(Scopes.API_KEYS_WRITE)
    @Idempotent(secret = true)
    public Uni<IssuedApiKey> ofAccount(ApiKeyIssuer.@Nullable Request body) {
        return issuer.issue(owners.account(caller.accountId()), body, Grantor.ofOwnAccount(caller), caller.metadata());
    }

    @POST
    @Path("sub-accounts/{sub_account_id}/api-keys")
    @Operation(
            operationId = "createSubAccountAPIKey",
            summary = "Create an API key of a sub account",
            description = "Issues a key that authenticates as the sub account, usable at once. Its secret is in this"
                    + " answer only. Scopes that manage sub accounts cannot be given to it.")
    @ResponseStatus(201)
    @RequireScope(Scopes.SUB_ACCOUNT_API_KEYS_WRITE)
    @Idempotent(secret = true)
    public Uni<IssuedApiKey> ofSubAccount(
            @PathParam("sub_account_id") String subAccountId, ApiKeyIssuer.@Nullable Request body) {
        return issuer.issue(
                owners.child(caller.accountId(), Inputs.uuid("sub_account_id", subAccountId)),
                body,
                Grantor.ofChild(caller),
                caller.metadata());
    }
}
