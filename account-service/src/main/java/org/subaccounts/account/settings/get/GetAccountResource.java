package org.subaccounts.account.settings.get;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.subaccounts.account.settings.AccountView;
import org.subaccounts.account.settings.Accounts;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** {@code GET /v2/accounts/{account_id}}: parents and children look at themselves. */
@Path("/v2/accounts/{account_id}")
@Tag(name = "Accounts")
public class GetAccountResource {
    private final Accounts accounts;
    private final Caller caller;

    public GetAccountResource(Accounts accounts, Caller caller) {
        this.accounts = accounts;
        this.caller = caller;
    }

    @GET
    @Operation(
            operationId = "getAccount",
            summary = "Look at the account",
            description = "The account that the API key belongs to, parent or sub account, with its settings.")
    @RequireScope(Scopes.ACCOUNTS_READ)
    public Uni<AccountView> get() {
        return accounts.get(caller.accountId());
    }
}
