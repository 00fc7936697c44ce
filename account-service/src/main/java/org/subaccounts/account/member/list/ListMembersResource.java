package org.subaccounts.account.member.list;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.subaccounts.account.member.MemberView;
import org.subaccounts.account.member.Members;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** {@code GET /v2/accounts/{account_id}/members}: all of them, newest first. */
@Path("/v2/accounts/{account_id}/members")
@Tag(name = "Members")
public class ListMembersResource {
    private final Members members;
    private final Caller caller;

    public ListMembersResource(Members members, Caller caller) {
        this.members = members;
        this.caller = caller;
    }

    /** The whole list; it has no pages. */
    @Schema(name = "AccountMembersResponse")
    public record AllMembers(@Schema(enumeration = "list") String object, List<MemberView> data) {}

    @GET
    @Operation(
            operationId = "getAccountMembers",
            summary = "List the account's members",
            description = "All members at once, newest first. An account has at most 500.")
    @RequireScope(Scopes.MEMBERS_READ)
    public Uni<AllMembers> list() {
        return members.of(caller.accountId()).map(all -> new AllMembers("list", all));
    }
}
