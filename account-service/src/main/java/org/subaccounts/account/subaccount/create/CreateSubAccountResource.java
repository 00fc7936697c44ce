package org.subaccounts.account.subaccount.create;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.subaccount.SubAccount.Settings;
import org.subaccounts.account.subaccount.SubAccountInputs;
import org.subaccounts.account.subaccount.SubAccountView;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Idempotent;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** {@code POST /v2/accounts/{account_id}/sub-accounts}. */
@Path("/v2/accounts/{account_id}/sub-accounts")
@Tag(name = "Sub accounts")
public class CreateSubAccountResource {
    private final Commands commands;
    private final Caller caller;

    public CreateSubAccountResource(Commands commands, Caller caller) {
        this.commands = commands;
        this.caller = caller;
    }

    /** {@code monthlyCredit}: 0 or left out = no cap. */
    @Schema(
            name = "CreateSubAccountRequest",
            requiredProperties = {"name", "website"})
    public record Request(
            @Schema(minLength = 1, maxLength = 255) @Nullable String name,

            @Schema(format = "fqdn", maxLength = 255) @Nullable String website,

            @Schema(
                    minimum = "0",
                    maximum = "1000000000",
                    defaultValue = "0",
                    description = "Recipients per billing period; 0 = no cap.")
            @Nullable Long monthlyCredit) {}

    @POST
    @Operation(
            operationId = "createSubAccount",
            summary = "Create a sub account",
            description =
                    "Opens a child account under the parent. It can be used at once: issue an API key for it next.")
    @ResponseStatus(201)
    @RequireScope(Scopes.SUB_ACCOUNTS_WRITE)
    @Idempotent
    public Uni<SubAccountView> create(@Nullable Request body) {
        Request request = Inputs.body(body);
        Settings settings = new Settings(
                SubAccountInputs.name(request.name()),
                SubAccountInputs.website(request.website()),
                request.monthlyCredit() == null ? 0 : SubAccountInputs.monthlyCredit(request.monthlyCredit()));
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return commands.send(
                new CreateSubAccount(Ids.next(), caller.accountId(), settings, now),
                SubAccountView.class,
                caller.metadata());
    }
}
