package org.subaccounts.account.member.remove;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.subaccounts.account.Done;
import org.subaccounts.account.member.MembershipId;
import org.subaccounts.account.settings.Accounts;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** {@code DELETE /v2/accounts/{account_id}/members/{user_id}}. */
@Path("/v2/accounts/{account_id}/members/{user_id}")
@Tag(name = "Members")
public class RemoveMemberResource {
    private final Commands commands;
    private final Accounts accounts;
    private final Caller caller;

    public RemoveMemberResource(Commands commands, Accounts accounts, Caller caller) {
        this.commands = commands;
        this.accounts = accounts;
        this.caller = caller;
    }

    @DELETE
    @Operation(
            operationId = "removeAccountMember",
            summary = "Remove a member from the account",
            description = "The owner stays, and nobody removes themselves. Who was removed can be added again.")
    @RequireScope(Scopes.MEMBERS_REMOVE)
    public Uni<Done> remove(@PathParam("user_id") String userId) {
        UUID account = caller.accountId();
        MembershipId membership = new MembershipId(account, Inputs.uuid("user_id", userId));
        Map<String, String> metadata = caller.metadata();
        UUID self = caller.userId();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return accounts.get(account)
                .map(view -> new RemoveMember(membership, view.ownerId(), self, now))
                .chain(command -> commands.send(command, Void.class, metadata))
                .replaceWith(new Done("member removed"));
    }
}
