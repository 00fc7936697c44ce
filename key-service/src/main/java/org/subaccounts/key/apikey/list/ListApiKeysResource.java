package org.subaccounts.key.apikey.list;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.key.apikey.ApiKeyView;
import org.subaccounts.key.apikey.ApiKeys;
import org.subaccounts.key.apikey.KeyOwners;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Page;
import org.subaccounts.platform.http.PageRequest;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** Lists keys, newest first: {@code GET …/api-keys} of the account or of a child. */
@Path("/v2/accounts/{account_id}")
@Tag(name = "API keys")
public class ListApiKeysResource {
    private final ApiKeys keys;
    private final KeyOwners owners;
    private final Caller caller;

    public ListApiKeysResource(ApiKeys keys, KeyOwners owners, Caller caller) {
        this.keys = keys;
        this.owners = owners;
        this.caller = caller;
    }

    @GET
    @Path("api-keys")
    @Operation(
            operationId = "getAPIKeys",
            summary = "List API keys",
            description = "Lists the account's keys that were not deleted, newest first.")
    @RequireScope(Scopes.API_KEYS_READ)
    public Uni<Page<ApiKeyView>> ofAccount(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("before") @Nullable String before) {
        UUID account = caller.accountId();
        return page(account, PageRequest.of("api-keys", account, limit, after, before));
    }

    @GET
    @Path("sub-accounts/{sub_account_id}/api-keys")
    @Operation(
            operationId = "listSubAccountAPIKeys",
            summary = "List the API keys of a sub account",
            description = "Lists the sub account's keys that were not deleted, newest first.")
    @RequireScope(Scopes.SUB_ACCOUNT_API_KEYS_READ)
    public Uni<Page<ApiKeyView>> ofSubAccount(
            @PathParam("sub_account_id") String subAccountId,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("before") @Nullable String before) {
        UUID child = Inputs.uuid("sub_account_id", subAccountId);
        PageRequest request = PageRequest.of("sub-account-api-keys", child, limit, after, before);
        return owners.child(caller.accountId(), child).chain(owner -> page(owner.accountId(), request));
    }

    private Uni<Page<ApiKeyView>> page(UUID account, PageRequest request) {
        return keys.page(account, request).map(rows -> Page.of(request, rows, ApiKeyView::id));
    }
}
