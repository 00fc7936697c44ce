package org.subaccounts.account.subaccount.lift;

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

/** {@code POST /operator/v1/sub-accounts/{id}/unsuspend}. */
@Path("/operator/v1/sub-accounts/{id}/unsuspend")
@Tag(name = "Operators: accounts")
public class LiftReputationSuspensionResource {
    private final Commands commands;
    private final OperatorAccounts accounts;
    private final Caller caller;

    public LiftReputationSuspensionResource(Commands commands, OperatorAccounts accounts, Caller caller) {
        this.commands = commands;
        this.accounts = accounts;
        this.caller = caller;
    }

    @POST
    @Operation(
            operationId = "liftReputationSuspension",
            summary = "Reinstate a sub account that the platform suspended",
            description =
                    "Lifts a suspension by the platform's reputation protection. A suspension by the parent is the parent's"
                            + " to lift.")
    @OperatorOnly
    public Uni<OperatorAccountView> lift(@PathParam("id") String id, AccountInputs.@Nullable Reason body) {
        UUID subAccount = Inputs.uuid("id", id);
        LiftReputationSuspension command = new LiftReputationSuspension(
                subAccount, AccountInputs.reason(body), Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return commands.send(command, Void.class, caller.metadata()).chain(done -> accounts.get(subAccount));
    }
}
