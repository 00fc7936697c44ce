package org.subaccounts.account.subaccount.list;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.subaccount.SubAccountView;
import org.subaccounts.account.subaccount.SubAccounts;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.http.Page;
import org.subaccounts.platform.http.PageRequest;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** {@code GET /v2/accounts/{account_id}/sub-accounts}, newest first. */
@Path("/v2/accounts/{account_id}/sub-accounts")
@Tag(name = "Sub accounts")
public class ListSubAccountsResource {
    private final SubAccounts subAccounts;
    private final Caller caller;

    public ListSubAccountsResource(SubAccounts subAccounts, Caller caller) {
        this.subAccounts = subAccounts;
        this.caller = caller;
    }

    @GET
    @Operation(
            operationId = "listSubAccounts",
            summary = "List the sub accounts",
            description = "Children of the parent that are not deleted, newest first, in pages.")
    @RequireScope(Scopes.SUB_ACCOUNTS_READ)
    public Uni<Page<SubAccountView>> list(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("before") @Nullable String before) {
        PageRequest request = PageRequest.of("sub-accounts", caller.accountId(), limit, after, before);
        return subAccounts.page(request).map(rows -> Page.of(request, rows, SubAccountView::id));
    }
}
