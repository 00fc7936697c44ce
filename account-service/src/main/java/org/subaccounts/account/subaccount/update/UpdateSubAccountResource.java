package org.subaccounts.account.subaccount.update;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.subaccount.SubAccountInputs;
import org.subaccounts.account.subaccount.SubAccountView;
import org.subaccounts.account.subaccount.SubAccounts;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** {@code PUT /v2/accounts/{account_id}/sub-accounts/{sub_account_id}}. */
@Path("/v2/accounts/{account_id}/sub-accounts/{sub_account_id}")
@Tag(name = "Sub accounts")
public class UpdateSubAccountResource {
    private final Commands commands;
    private final SubAccounts subAccounts;
    private final Caller caller;

    public UpdateSubAccountResource(Commands commands, SubAccounts subAccounts, Caller caller) {
        this.commands = commands;
        this.subAccounts = subAccounts;
        this.caller = caller;
    }

    /** Null or left out: unchanged. */
    @Schema(
            name = "UpdateSubAccountRequest",
            description = "What is left out or null stays as it is; something has to change.")
    public record Request(
            @Schema(minLength = 1, maxLength = 255) @Nullable String name,

            @Schema(format = "fqdn", maxLength = 255) @Nullable String website,

            @Schema(minimum = "0", maximum = "1000000000", description = "Recipients per billing period; 0 = no cap.")
            @Nullable Long monthlyCredit) {}

    @PUT
    @Operation(
            operationId = "updateSubAccount",
            summary = "Change a sub account",
            description =
                    "Name, website and monthly cap. What is left out or null stays as it is; something has to change.")
    @RequireScope(Scopes.SUB_ACCOUNTS_WRITE)
    public Uni<SubAccountView> update(@PathParam("sub_account_id") String subAccountId, @Nullable Request body) {
        UUID id = Inputs.uuid("sub_account_id", subAccountId);
        UUID parent = caller.accountId();
        Request request = Inputs.body(body);
        UpdateSubAccount command = new UpdateSubAccount(
                id,
                parent,
                request.name() == null ? null : SubAccountInputs.name(request.name()),
                request.website() == null ? null : SubAccountInputs.website(request.website()),
                request.monthlyCredit() == null ? null : SubAccountInputs.monthlyCredit(request.monthlyCredit()),
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return commands.send(command, Void.class, caller.metadata()).chain(done -> subAccounts.get(parent, id));
    }
}
