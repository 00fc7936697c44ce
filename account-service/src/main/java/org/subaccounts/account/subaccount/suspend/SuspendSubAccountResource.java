package org.subaccounts.account.subaccount.suspend;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.Texts;
import org.subaccounts.account.subaccount.SubAccountView;
import org.subaccounts.account.subaccount.SubAccounts;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** {@code POST /v2/accounts/{account_id}/sub-accounts/{sub_account_id}/suspend}. */
@Path("/v2/accounts/{account_id}/sub-accounts/{sub_account_id}/suspend")
@Tag(name = "Sub accounts")
public class SuspendSubAccountResource {
    private final Commands commands;
    private final SubAccounts subAccounts;
    private final Caller caller;

    public SuspendSubAccountResource(Commands commands, SubAccounts subAccounts, Caller caller) {
        this.commands = commands;
        this.subAccounts = subAccounts;
        this.caller = caller;
    }

    /** {@code reason}: 1 to 500 characters, kept with the suspension. */
    @Schema(
            name = "SuspendSubAccountRequest",
            requiredProperties = {"reason"})
    public record Request(
            @Schema(minLength = 1, maxLength = 500) @Nullable String reason) {}

    @POST
    @Operation(
            operationId = "suspendSubAccount",
            summary = "Suspend a sub account",
            description = "Its credentials are refused and accepted mail waits until it is unsuspended.")
    @RequireScope(Scopes.SUB_ACCOUNTS_SUSPEND)
    public Uni<SubAccountView> suspend(@PathParam("sub_account_id") String subAccountId, @Nullable Request body) {
        UUID id = Inputs.uuid("sub_account_id", subAccountId);
        UUID parent = caller.accountId();
        String reason = Texts.reason(Inputs.body(body).reason());
        SuspendSubAccount command =
                SuspendSubAccount.byParent(id, parent, reason, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return commands.send(command, Void.class, caller.metadata()).chain(done -> subAccounts.get(parent, id));
    }
}
