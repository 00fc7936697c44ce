package org.subaccounts.account.history;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.subaccount.SubAccounts;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.http.HistoryEntry;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Page;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** {@code GET /v2/accounts/{account_id}/sub-accounts/{sub_account_id}/history}, newest first. */
@Path("/v2/accounts/{account_id}/sub-accounts/{sub_account_id}/history")
@Tag(name = "Sub accounts")
public class SubAccountHistoryResource {
    private final SubAccounts subAccounts;
    private final AccountHistory history;
    private final Caller caller;

    public SubAccountHistoryResource(SubAccounts subAccounts, AccountHistory history, Caller caller) {
        this.subAccounts = subAccounts;
        this.history = history;
        this.caller = caller;
    }

    @GET
    @Operation(
            operationId = "getSubAccountHistory",
            summary = "What happened to a sub account",
            description =
                    "Who did what, when, why and from which address: to the sub account, its members and its API keys."
                            + " Newest first.")
    @RequireScope(Scopes.SUB_ACCOUNTS_READ)
    public Uni<Page<HistoryEntry>> get(
            @PathParam("sub_account_id") String subAccountId,
            @Parameter(description = "Only what happened to this API key.") @QueryParam("key_id") @Nullable String keyId,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("before") @Nullable String before) {
        UUID subAccount = Inputs.uuid("sub_account_id", subAccountId);
        UUID parent = caller.accountId();
        AccountHistory.Query query = AccountHistory.Query.of(parent, subAccount, keyId, limit, after, before);
        return subAccounts.get(parent, subAccount).chain(found -> history.page(query));
    }
}
