package org.subaccounts.key.apikey.update;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.key.apikey.ApiKeyView;
import org.subaccounts.key.apikey.Grantor;
import org.subaccounts.key.apikey.KeyOwners;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** Changes a key: {@code PUT …/api-keys/{key_id}} of the account or of a child. */
@Path("/v2/accounts/{account_id}")
@Tag(name = "API keys")
public class UpdateApiKeyResource {
    private final ApiKeyUpdater updater;
    private final KeyOwners owners;
    private final Caller caller;

    public UpdateApiKeyResource(ApiKeyUpdater updater, KeyOwners owners, Caller caller) {
        this.updater = updater;
        this.owners = owners;
        this.caller = caller;
    }

    @PUT
    @Path("api-keys/{key_id}")
    @Operation(
            operationId = "updateAPIKey",
            summary = "Change an API key",
            description = "Replaces what is given; what is null or left out stays. Something has to change. Scopes that"
                    + " the key gains must be held by the calling key.")
    @APIResponse(
            responseCode = "409",
            description = "The calling key would shut out the address it is used from; nothing was changed.")
    @APIResponse(responseCode = "200", description = "The key as it is now.")
    @RequireScope(Scopes.API_KEYS_WRITE)
    public Uni<ApiKeyView> ofAccount(@PathParam("key_id") String keyId, ApiKeyUpdater.@Nullable Request body) {
        return updater.update(
                owners.account(caller.accountId()),
                Inputs.uuid("key_id", keyId),
                body,
                Grantor.ofOwnAccount(caller),
                caller.metadata());
    }

    @PUT
    @Path("sub-accounts/{sub_account_id}/api-keys/{key_id}")
    @Operation(
            operationId = "updateSubAccountAPIKey",
            summary = "Change an API key of a sub account",
            description = "Replaces what is given; what is null or left out stays. Something has to change. Domains in"
                    + " scopes are those of the sub account.")
    @RequireScope(Scopes.SUB_ACCOUNT_API_KEYS_WRITE)
    public Uni<ApiKeyView> ofSubAccount(
            @PathParam("sub_account_id") String subAccountId,
            @PathParam("key_id") String keyId,
            ApiKeyUpdater.@Nullable Request body) {
        return updater.update(
                owners.child(caller.accountId(), Inputs.uuid("sub_account_id", subAccountId)),
                Inputs.uuid("key_id", keyId),
                body,
                Grantor.ofChild(caller),
                caller.metadata());
    }
}
