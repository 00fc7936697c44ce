package org.subaccounts.account.parent.open;

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
import org.subaccounts.account.member.MemberInputs;
import org.subaccounts.account.parent.AccountInputs;
import org.subaccounts.account.parent.OperatorAccountView;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Idempotent;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.OperatorOnly;
import org.subaccounts.platform.security.UserIds;

/** {@code POST /operator/v1/accounts}. */
@Path("/operator/v1/accounts")
@Tag(name = "Operators: accounts")
public class OpenAccountResource {
    private static final String DEFAULT_PLAN = "standard";

    private final Commands commands;
    private final Caller caller;

    public OpenAccountResource(Commands commands, Caller caller) {
        this.commands = commands;
        this.caller = caller;
    }

    /** {@code partner}: whether the account may have sub accounts; true when left out. */
    @Schema(
            name = "OpenAccountRequest",
            requiredProperties = {"name", "website", "owner"})
    public record Request(
            @Schema(minLength = 1, maxLength = 255) @Nullable String name,

            @Schema(maxLength = 255, description = "A domain name or an http(s) URL.") @Nullable String website,

            @Nullable Owner owner,

            @Schema(pattern = "[a-z0-9-]{1,64}", defaultValue = DEFAULT_PLAN) @Nullable String plan,

            @Schema(defaultValue = "true", description = "Whether the account may have sub accounts.") @Nullable Boolean partner) {}

    /** Whom the account is for: its first member, with all rights. */
    @Schema(
            name = "OpenAccountOwner",
            requiredProperties = {"email"})
    public record Owner(
            @Schema(format = "email") @Nullable String email,
            @Schema(maxLength = 255) @Nullable String name) {}

    @POST
    @Operation(
            operationId = "openAccount",
            summary = "Open a parent account",
            description = "The owner becomes its first member, as Administrator. It has no API key yet.")
    @ResponseStatus(201)
    @OperatorOnly
    @Idempotent
    public Uni<OperatorAccountView> open(@Nullable Request body) {
        Request request = Inputs.body(body);
        OpenAccount command = new OpenAccount(
                Ids.next(),
                AccountInputs.name(request.name()),
                AccountInputs.website(request.website()),
                request.partner() == null || request.partner(),
                request.plan() == null ? DEFAULT_PLAN : AccountInputs.plan(request.plan()),
                owner(request.owner()),
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return commands.send(command, OperatorAccountView.class, caller.metadata());
    }

    private static OpenAccount.Owner owner(@Nullable Owner owner) {
        if (owner == null) {
            throw Refusal.badRequest("owner is required");
        }
        String email = MemberInputs.email("owner.email", owner.email());
        return new OpenAccount.Owner(UserIds.of(email), email, MemberInputs.name("owner.name", owner.name()));
    }
}
