package org.subaccounts.account.subaccount.delete;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** {@code DELETE /v2/accounts/{account_id}/sub-accounts/{sub_account_id}}. */
@Path("/v2/accounts/{account_id}/sub-accounts/{sub_account_id}")
public class DeleteSubAccountResource {
    private final Commands commands;
    private final Caller caller;

    public DeleteSubAccountResource(Commands commands, Caller caller) {
        this.commands = commands;
        this.caller = caller;
    }

    /** What the deletion answers. */
    public record Deleted(String message) {}

    @DELETE
    @RequireScope(Scopes.SUB_ACCOUNTS_DELETE)
    public Uni<Deleted> delete(@PathParam("sub_account_id") String subAccountId) {
        UUID id = Inputs.uuid("sub_account_id", subAccountId);
        DeleteSubAccount command =
                new DeleteSubAccount(id, caller.accountId(), Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return commands.send(command, Void.class, caller.metadata()).replaceWith(new Deleted("sub account deleted"));
    }
}
