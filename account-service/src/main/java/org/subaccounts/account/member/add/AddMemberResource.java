package org.subaccounts.account.member.add;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.member.MemberInputs;
import org.subaccounts.account.member.MemberView;
import org.subaccounts.account.member.Members;
import org.subaccounts.account.member.MembershipId;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Idempotent;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;
import org.subaccounts.platform.security.UserIds;

/** {@code POST /v2/accounts/{account_id}/members}. */
@Path("/v2/accounts/{account_id}/members")
@Tag(name = "Members")
public class AddMemberResource {
    private final Commands commands;
    private final Members members;
    private final Caller caller;

    public AddMemberResource(Commands commands, Members members, Caller caller) {
        this.commands = commands;
        this.members = members;
        this.caller = caller;
    }

    /** {@code name} is how the person is called; may be left out. */
    @Schema(
            name = "AddMemberRequest",
            requiredProperties = {"email", "role"})
    public record Request(
            @Schema(format = "email") @Nullable String email,
            @Schema(maxLength = 255) @Nullable String name,

            @Schema(enumeration = {"Administrator", "Developer", "Analyst", "Billing Manager"}) @Nullable String role) {}

    @POST
    @Operation(
            operationId = "addAccountMember",
            summary = "Add a member to the account",
            description =
                    "The user is known by the e-mail address; the same address has the same user id on every account."
                            + " A user who is a member already is a conflict, whatever the role.")
    @ResponseStatus(201)
    @RequireScope(Scopes.MEMBERS_ADD)
    @Idempotent
    public Uni<MemberView> add(@Nullable Request body) {
        Request request = Inputs.body(body);
        UUID account = caller.accountId();
        Map<String, String> metadata = caller.metadata();
        String email = MemberInputs.email("email", request.email());
        AddMember command = new AddMember(
                new MembershipId(account, UserIds.of(email)),
                email,
                MemberInputs.name("name", request.name()),
                MemberInputs.role(request.role()),
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return members.requireRoom(account).chain(room -> commands.send(command, MemberView.class, metadata));
    }
}
