package org.subaccounts.account.subaccount.get;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.subaccounts.account.subaccount.SubAccountView;
import org.subaccounts.account.subaccount.SubAccounts;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** {@code GET /v2/accounts/{account_id}/sub-accounts/{sub_account_id}}. */
@Path("/v2/accounts/{account_id}/sub-accounts/{sub_account_id}")
@Tag(name = "Sub accounts")
public class GetSubAccountResource {
    private final SubAccounts subAccounts;
    private final Caller caller;

    public GetSubAccountResource(SubAccounts subAccounts, Caller caller) {
        this.subAccounts = subAccounts;
        this.caller = caller;
    }

    @GET
    @Operation(
            operationId = "getSubAccount",
            summary = "Look at a sub account",
            description = "One child of the parent, with its status, domains, members and latest mail.")
    @RequireScope(Scopes.SUB_ACCOUNTS_READ)
    public Uni<SubAccountView> get(@PathParam("sub_account_id") String subAccountId) {
        return subAccounts.get(caller.accountId(), Inputs.uuid("sub_account_id", subAccountId));
    }
}
