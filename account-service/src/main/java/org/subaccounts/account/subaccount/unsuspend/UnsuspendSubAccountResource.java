package org.subaccounts.account.subaccount.unsuspend;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.subaccounts.account.subaccount.SubAccountView;
import org.subaccounts.account.subaccount.SubAccounts;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** {@code POST /v2/accounts/{account_id}/sub-accounts/{sub_account_id}/unsuspend}; a body is ignored. */
@Path("/v2/accounts/{account_id}/sub-accounts/{sub_account_id}/unsuspend")
@Tag(name = "Sub accounts")
public class UnsuspendSubAccountResource {
    private final Commands commands;
    private final SubAccounts subAccounts;
    private final Caller caller;

    public UnsuspendSubAccountResource(Commands commands, SubAccounts subAccounts, Caller caller) {
        this.commands = commands;
        this.subAccounts = subAccounts;
        this.caller = caller;
    }

    @POST
    @Operation(
            operationId = "unsuspendSubAccount",
            summary = "Lift the suspension of a sub account",
            description =
                    "It can be used again, unless its parent is suspended. Waiting mail goes on. A suspension by the platform's"
                            + " reputation protection is the platform operator's to lift.")
    @RequireScope(Scopes.SUB_ACCOUNTS_SUSPEND)
    public Uni<SubAccountView> unsuspend(@PathParam("sub_account_id") String subAccountId) {
        UUID id = Inputs.uuid("sub_account_id", subAccountId);
        UUID parent = caller.accountId();
        UnsuspendSubAccount command =
                new UnsuspendSubAccount(id, parent, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return commands.send(command, Void.class, caller.metadata()).chain(done -> subAccounts.get(parent, id));
    }
}
