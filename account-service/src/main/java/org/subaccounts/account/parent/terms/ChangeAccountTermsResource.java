package org.subaccounts.account.parent.terms;

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
import org.subaccounts.account.parent.AccountInputs;
import org.subaccounts.account.parent.OperatorAccountView;
import org.subaccounts.account.parent.OperatorAccounts;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.OperatorOnly;

/** {@code PUT /operator/v1/accounts/{id}}. */
@Path("/operator/v1/accounts/{id}")
@Tag(name = "Operators: accounts")
public class ChangeAccountTermsResource {
    private final Commands commands;
    private final OperatorAccounts accounts;
    private final Caller caller;

    public ChangeAccountTermsResource(Commands commands, OperatorAccounts accounts, Caller caller) {
        this.commands = commands;
        this.accounts = accounts;
        this.caller = caller;
    }

    /** Null or left out: unchanged. */
    @Schema(
            name = "ChangeAccountTermsRequest",
            description = "What is left out or null stays as it is; something has to change.")
    public record Request(
            @Schema(description = "Whether the account may have sub accounts.") @Nullable Boolean partner,

            @Schema(minimum = "1", maximum = "100000", description = "For each account of the family by itself.")
            @Nullable Integer requestsPerSecond,

            @Schema(minimum = "1", maximum = "100000") @Nullable Integer requestBurst) {}

    @PUT
    @Operation(
            operationId = "changeAccountTerms",
            summary = "Change what a parent account may do",
            description = "The Platform Partner feature and the rate limits of the family.")
    @OperatorOnly
    public Uni<OperatorAccountView> change(@PathParam("id") String id, @Nullable Request body) {
        UUID account = Inputs.uuid("id", id);
        Request request = Inputs.body(body);
        ChangeAccountTerms command = new ChangeAccountTerms(
                account,
                request.partner(),
                AccountInputs.limit("requests_per_second", request.requestsPerSecond()),
                AccountInputs.limit("request_burst", request.requestBurst()),
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return commands.send(command, Void.class, caller.metadata()).chain(done -> accounts.get(account));
    }
}
