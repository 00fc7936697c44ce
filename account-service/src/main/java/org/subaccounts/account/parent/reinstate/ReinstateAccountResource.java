package org.subaccounts.account.parent.reinstate;

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

/** {@code POST /operator/v1/accounts/{id}/reinstate}. */
@Path("/operator/v1/accounts/{id}/reinstate")
@Tag(name = "Operators: accounts")
public class ReinstateAccountResource {
    private final Commands commands;
    private final OperatorAccounts accounts;
    private final Caller caller;

    public ReinstateAccountResource(Commands commands, OperatorAccounts accounts, Caller caller) {
        this.commands = commands;
        this.accounts = accounts;
        this.caller = caller;
    }

    @POST
    @Operation(
            operationId = "reinstateAccount",
            summary = "Reinstate a suspended parent account",
            description = "Each sub account is again what it was by itself.")
    @OperatorOnly
    public Uni<OperatorAccountView> reinstate(@PathParam("id") String id, AccountInputs.@Nullable Reason body) {
        UUID account = Inputs.uuid("id", id);
        ReinstateAccount command = new ReinstateAccount(
                account, AccountInputs.reason(body), Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return commands.send(command, Void.class, caller.metadata()).chain(done -> accounts.get(account));
    }
}
