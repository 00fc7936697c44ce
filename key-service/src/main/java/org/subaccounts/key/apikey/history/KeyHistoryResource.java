package org.subaccounts.key.apikey.history;

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
import org.subaccounts.key.apikey.ApiKeys;
import org.subaccounts.key.apikey.KeyOwners;
import org.subaccounts.platform.http.HistoryEntry;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Page;
import org.subaccounts.platform.http.PageRequest;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/**
 * Who did what to a key, when, why and from where: {@code GET …/api-keys/{key_id}/history}, newest first. It outlives the
 * key: after a deletion it is what tells who deleted it.
 */
@Path("/v2/accounts/{account_id}")
@Tag(name = "API keys")
public class KeyHistoryResource {
    private final KeyHistory history;
    private final ApiKeys keys;
    private final KeyOwners owners;
    private final Caller caller;

    public KeyHistoryResource(KeyHistory history, ApiKeys keys, KeyOwners owners, Caller caller) {
        this.history = history;
        this.keys = keys;
        this.owners = owners;
        this.caller = caller;
    }

    @GET
    @Path("api-keys/{key_id}/history")
    @Operation(
            operationId = "getAPIKeyHistory",
            summary = "Read the history of an API key",
            description = "Lists what happened to a key of the account, newest first; also after it was deleted.")
    @RequireScope(Scopes.API_KEYS_READ)
    public Uni<Page<HistoryEntry>> ofAccount(
            @PathParam("key_id") String keyId,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("before") @Nullable String before) {
        UUID key = Inputs.uuid("key_id", keyId);
        UUID account = caller.accountId();
        return page(account, key, request(account, key, limit, after, before));
    }

    @GET
    @Path("sub-accounts/{sub_account_id}/api-keys/{key_id}/history")
    @Operation(
            operationId = "getSubAccountAPIKeyHistory",
            summary = "Read the history of an API key of a sub account",
            description = "Lists what happened to a key of the sub account, newest first; also after it was deleted.")
    @RequireScope(Scopes.SUB_ACCOUNT_API_KEYS_READ)
    public Uni<Page<HistoryEntry>> ofSubAccount(
            @PathParam("sub_account_id") String subAccountId,
            @PathParam("key_id") String keyId,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("before") @Nullable String before) {
        UUID child = Inputs.uuid("sub_account_id", subAccountId);
        UUID key = Inputs.uuid("key_id", keyId);
        PageRequest request = request(child, key, limit, after, before);
        return owners.child(caller.accountId(), child).chain(owner -> page(owner.accountId(), key, request));
    }

    private static PageRequest request(
            UUID account, UUID key, @Nullable String limit, @Nullable String after, @Nullable String before) {
        return PageRequest.of("api-key-history/" + key, account, limit, after, before);
    }

    private Uni<Page<HistoryEntry>> page(UUID account, UUID key, PageRequest request) {
        return keys.requireEverHad(account, key)
                .chain(() -> history.read(account, key, request.limit() + 1, request.after(), request.before()))
                .map(entries -> Page.of(request, entries, HistoryEntry::id));
    }
}
