package org.subaccounts.account.parent.suspend;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.parent.AccountInputs;
import org.subaccounts.account.parent.OperatorAccountView;
import org.subaccounts.account.parent.OperatorAccounts;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.OperatorOnly;

/** {@code POST /operator/v1/accounts/{id}/suspend}. */
@Path("/operator/v1/accounts/{id}/suspend")
@Tag(name = "Operators: accounts")
public class SuspendAccountResource {
    private final Commands commands;
    private final OperatorAccounts accounts;
    private final Caller caller;

    public SuspendAccountResource(Commands commands, OperatorAccounts accounts, Caller caller) {
        this.commands = commands;
        this.accounts = accounts;
        this.caller = caller;
    }

    @POST
    @Operation(
            operationId = "suspendAccount",
            summary = "Suspend a parent account",
            description = "Every credential of the account and of its sub accounts is refused until it is reinstated.")
    @OperatorOnly
    public Uni<OperatorAccountView> suspend(@PathParam("id") String id, AccountInputs.@Nullable Reason body) {
        UUID account = Inputs.uuid("id", id);
        SuspendAccount command = new SuspendAccount(
                account, AccountInputs.reason(body), Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return commands.send(command, Void.class, caller.metadata()).chain(done -> accounts.get(account));
    }
}
