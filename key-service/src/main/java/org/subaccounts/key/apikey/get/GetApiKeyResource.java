package org.subaccounts.key.apikey.get;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.key.apikey.ApiKeyView;
import org.subaccounts.key.apikey.ApiKeys;
import org.subaccounts.key.apikey.KeyOwners;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** Reads a key: {@code GET …/api-keys/{key_id}} of the account or of a child. */
@Path("/v2/accounts/{account_id}")
@Tag(name = "API keys")
public class GetApiKeyResource {
    private final ApiKeys keys;
    private final KeyOwners owners;
    private final Caller caller;

    public GetApiKeyResource(ApiKeys keys, KeyOwners owners, Caller caller) {
        this.keys = keys;
        this.owners = owners;
        this.caller = caller;
    }

    @GET
    @Path("api-keys/{key_id}")
    @Operation(
            operationId = "getAPIKey",
            summary = "Read an API key",
            description = "Shows a key of the account, without its secret.")
    @RequireScope(Scopes.API_KEYS_READ)
    public Uni<ApiKeyView> ofAccount(@PathParam("key_id") String keyId) {
        return keys.get(caller.accountId(), Inputs.uuid("key_id", keyId));
    }

    @GET
    @Path("sub-accounts/{sub_account_id}/api-keys/{key_id}")
    @Operation(
            operationId = "getSubAccountAPIKey",
            summary = "Read an API key of a sub account",
            description = "Shows a key that belongs to the sub account, without its secret.")
    @RequireScope(Scopes.SUB_ACCOUNT_API_KEYS_READ)
    public Uni<ApiKeyView> ofSubAccount(
            @PathParam("sub_account_id") String subAccountId, @PathParam("key_id") String keyId) {
        UUID child = Inputs.uuid("sub_account_id", subAccountId);
        UUID key = Inputs.uuid("key_id", keyId);
        return owners.child(caller.accountId(), child).chain(owner -> keys.get(owner.accountId(), key));
    }
}
