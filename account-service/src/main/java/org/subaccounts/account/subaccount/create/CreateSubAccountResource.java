package org.subaccounts.account.subaccount.create;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
public class CreateSubAccountResource {
    private final Commands commands;
    private final Caller caller;

    public CreateSubAccountResource(Commands commands, Caller caller) {
        this.commands = commands;
        this.caller = caller;
    }

    /** {@code monthlyCredit}: 0 or left out = no cap. */
    public record Request(
            @Nullable String name,
            @Nullable String website,
            @Nullable Long monthlyCredit) {}

    @POST
    @RequireScope(Scopes.SUB_ACCOUNTS_WRITE)
    @Idempotent
    public Uni<Response> create(@Nullable Request body) {
        Request request = Inputs.body(body);
        Settings settings = new Settings(
                SubAccountInputs.name(request.name()),
                SubAccountInputs.website(request.website()),
                request.monthlyCredit() == null ? 0 : SubAccountInputs.monthlyCredit(request.monthlyCredit()));
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return commands.send(
                        new CreateSubAccount(Ids.next(), caller.accountId(), settings, now),
                        SubAccountView.class,
                        caller.metadata())
                .map(view -> Response.status(201).entity(view).build());
    }
}
