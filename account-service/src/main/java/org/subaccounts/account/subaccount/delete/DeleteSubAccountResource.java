package org.subaccounts.account.subaccount.delete;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.subaccounts.account.Done;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** {@code DELETE /v2/accounts/{account_id}/sub-accounts/{sub_account_id}}. */
@Path("/v2/accounts/{account_id}/sub-accounts/{sub_account_id}")
@Tag(name = "Sub accounts")
public class DeleteSubAccountResource {
    private final Commands commands;
    private final Caller caller;

    public DeleteSubAccountResource(Commands commands, Caller caller) {
        this.commands = commands;
        this.caller = caller;
    }

    @DELETE
    @Operation(
            operationId = "deleteSubAccount",
            summary = "Delete a sub account",
            description =
                    "For good: its keys stop, queued mail is dropped, its domains are free. Its usage of the period stays billed.")
    @RequireScope(Scopes.SUB_ACCOUNTS_DELETE)
    public Uni<Done> delete(@PathParam("sub_account_id") String subAccountId) {
        UUID id = Inputs.uuid("sub_account_id", subAccountId);
        DeleteSubAccount command =
                new DeleteSubAccount(id, caller.accountId(), null, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return commands.send(command, Void.class, caller.metadata()).replaceWith(new Done("sub account deleted"));
    }
}
